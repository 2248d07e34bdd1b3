import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { captureHttpRequests } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { OtlpSpanExporter } from '../../../exporters/otlp/index.js';
import { exportItems } from '../../../src/telemetry/export/export.js';
import { isRuntimeCall } from '../../../src/tracer/outgoing/http/runtime-calls.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../telemetry.js';

let telemetry: RecordedTelemetry;
let server: http.Server;
let host: string;
const received: http.IncomingMessage[] = [];

beforeAll(async () => {
  telemetry = registerTelemetry();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  captureHttpRequests();
  server = http.createServer((request, response) => {
    received.push(request);
    request.resume().on('end', () => response.end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  telemetry.exporter.reset();
  received.length = 0;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.closeAllConnections();
  server.close();
  unregisterTelemetry();
});

describe('a request', () => {
  const env = {
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost:8080/v1/credentials',
  };

  it.each([
    ['to the Runtime API', 'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next'],
    ['that answers an invocation', 'http://127.0.0.1:9001/2018-06-01/runtime/invocation/1/response'],
    ['to the Extensions API', 'http://127.0.0.1:9001/2020-01-01/extension/event/next'],
    ['to the Telemetry API', 'http://127.0.0.1:9001/2022-07-01/telemetry'],
    ['to the Runtime API of Lambda', 'http://169.254.100.1:9001/2018-06-01/runtime/invocation/next'],
    ['for the credentials of a snapshot', 'http://localhost:8080/v1/credentials'],
    ['for the credentials of ECS', 'http://169.254.170.2/v2/credentials/id'],
    ['for the credentials of EKS', 'http://169.254.170.23/v1/credentials'],
    ['for the credentials of EKS over IPv6', 'http://[fd00:ec2::23]/v1/credentials'],
    ['for the metadata of a machine', 'http://169.254.169.254/latest/api/token'],
    ['for the metadata of a machine over IPv6', 'http://[fd00:ec2::254]/latest/api/token'],
  ])('%s is one of the runtime', (_, url) => {
    expect(isRuntimeCall(new URL(url), env)).toBe(true);
  });

  it.each([
    'http://127.0.0.1:9002/2018-06-01/runtime/invocation/next',
    'http://localhost:8080/orders',
    'http://localhost:2773/secretsmanager/get',
    'https://169.254.example.com/',
    'https://sqs.eu-west-1.amazonaws.com/',
    'https://example.com/?http://127.0.0.1:9001/',
  ])('to %s is none', (url) => {
    expect(isRuntimeCall(new URL(url), env)).toBe(false);
  });

  it.each([{}, { AWS_LAMBDA_RUNTIME_API: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'nonsense' }])(
    'is none where the environment names nothing: %j',
    (nothing) => {
      expect(isRuntimeCall(new URL('http://127.0.0.1:9001/'), nothing)).toBe(false);
    },
  );
});

const clients: readonly (readonly [string, (url: string) => Promise<void>])[] = [
  ['fetch', async (url) => void (await (await fetch(url)).text())],
  [
    'node:http',
    (url) =>
      new Promise((resolve, reject) => {
        http.get(url, (response) => response.resume().on('end', resolve)).on('error', reject);
      }),
  ],
];

describe.each(clients)('of the runtime, by %s', (_client, get) => {
  it.each([
    ['a call of the Runtime API', 'AWS_LAMBDA_RUNTIME_API', () => host, '/2018-06-01/runtime/invocation/1/response'],
    ['a call for credentials', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', () => `http://${host}/role`, '/role'],
  ])('%s has no span and no header of a trace', async (_, variable, value, path) => {
    vi.stubEnv(variable, value());
    await trace.getTracer('test').startActiveSpan('handler', async (span) => {
      await get(`http://${host}${path}`);
      span.end();
    });
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).not.toHaveProperty('traceparent');
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['handler']);
  });
});

it('an export of our own has no span and no header of a trace', async () => {
  const exporter = new OtlpSpanExporter({ url: `http://${host}/v1/traces` });
  await trace.getTracer('test').startActiveSpan('handler', async (span) => {
    trace.getTracer('test').startSpan('below').end();
    await exportItems(exporter, telemetry.spans(), 'spans');
    span.end();
  });
  expect(received.map(({ url }) => url)).toEqual(['/v1/traces']);
  expect(received[0]?.headers).not.toHaveProperty('traceparent');
  expect(telemetry.spans().map(({ name }) => name)).toEqual(['below', 'handler']);
});
