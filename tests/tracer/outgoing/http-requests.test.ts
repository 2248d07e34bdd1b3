import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { context, propagation, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { captureAWSv3Client, captureHttpRequests, Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Invocation } from '../../../src/invocation/invocation.js';
import { contextWithInvocation } from '../../../src/invocation/scope.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../telemetry.js';
import { clientConfiguration } from './recording-handler.js';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Node.js 22.12 is the first to tell of a `node:http` request before its headers are written. */
const tellsBeforeHeaders = major > 22 || (major === 22 && minor >= 12);

let telemetry: RecordedTelemetry;
let server: http.Server;
let origin: string;
let port: number;
/** Whether an instrumentation captures `fetch`, registered by the code that has asked us to, and later. */
let instrumented = false;
const received: http.IncomingMessage[] = [];

beforeAll(async () => {
  telemetry = registerTelemetry();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  captureHttpRequests();
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: { addHeader(name: string, value: string): void } };
    if (instrumented) request.addHeader('traceparent', 'theirs');
  });
  server = http.createServer((request, response) => {
    received.push(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/reset') return void request.socket.destroy();
    if (url.pathname === '/redirect') return void response.writeHead(302, { location: '/end' }).end();
    response.statusCode = Number(url.searchParams.get('status') ?? 200);
    if (url.pathname === '/slow') {
      response.write('begun');
      setTimeout(() => response.end('done'), 50);
    } else response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  telemetry.exporter.reset();
  instrumented = false;
  received.length = 0;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.closeAllConnections();
  server.close();
  unregisterTelemetry();
});

const inSpan = <T>(work: () => Promise<T>): Promise<T> =>
  trace.getTracer('test').startActiveSpan('handler', async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

const get = (url: string, options: http.RequestOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = http.get(url, options, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve(body);
    });
    request.on('error', reject);
  });

const clients: [string, (url: string, headers?: Record<string, string>) => Promise<string>][] = [
  ['fetch', async (url, headers = {}) => (await fetch(url, { headers })).text()],
  ['node:http', (url, headers = {}) => get(url, { headers })],
];

describe.each(clients)('a request by %s', (client, request) => {
  const handsOn = client === 'fetch' || tellsBeforeHeaders;

  it('has a span by the HTTP conventions', async () => {
    expect(await inSpan(() => request(`${origin}/orders`))).toBe('hello');
    const span = telemetry.span('GET');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span('handler').spanContext().spanId);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'url.full': `${origin}/orders`,
      'server.address': '127.0.0.1',
      'server.port': port,
      'http.response.status_code': 200,
    });
  });

  it('shows neither the query nor who logs in', async () => {
    await inSpan(() => request(`${origin}/orders?token=secret`, { authorization: 'Bearer secret' }));
    expect(JSON.stringify(telemetry.span('GET').attributes)).not.toContain('secret');
  });

  it.each([404, 429, 500])('is an error with status %i', async (status) => {
    await inSpan(() => request(`${origin}/?status=${status}`));
    expect(telemetry.span('GET').attributes).toMatchObject({
      'http.response.status_code': status,
      'error.type': String(status),
    });
    expect(telemetry.span('GET').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is an error when the connection is lost', async () => {
    await expect(inSpan(() => request(`${origin}/reset`))).rejects.toThrow();
    const span = telemetry.span('GET');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.events.map((event) => event.name)).toEqual(['exception']);
    expect(span.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('is an error when nobody answers', async () => {
    const closed = http.createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: unused } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(inSpan(() => request(`http://127.0.0.1:${unused}/`))).rejects.toThrow();
    expect(telemetry.span('GET').attributes['error.type']).toBe('ECONNREFUSED');
  });

  it('lasts until its body is read', async () => {
    await inSpan(() => request(`${origin}/slow`));
    const [seconds, nanoseconds] = telemetry.span('GET').duration;
    expect(seconds * 1e3 + nanoseconds / 1e6).toBeGreaterThan(40);
  });

  it('hands the trace on, unless Node.js tells of it too late', async () => {
    await inSpan(() => request(origin));
    const { traceId, spanId } = telemetry.span('GET').spanContext();
    expect(received[0]?.headers.traceparent).toBe(handsOn ? `00-${traceId}-${spanId}-01` : undefined);
  });

  it('hands on that the trace is not sampled, without a span', async () => {
    const parent = {
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: '53995c3f42cd8ad8',
      traceFlags: TraceFlags.NONE,
    };
    await context.with(trace.setSpanContext(context.active(), parent), () => request(origin));
    expect(telemetry.spans()).toEqual([]);
    expect(received[0]?.headers.traceparent).toBe(
      handsOn ? '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00' : undefined,
    );
  });

  it('has no span outside a trace', async () => {
    await request(origin);
    expect(telemetry.spans()).toEqual([]);
    expect(received[0]?.headers).not.toHaveProperty('traceparent');
  });

  it.each(['traceparent', 'X-Amzn-Trace-Id'])('has no second span when somebody has captured it: %s', async (name) => {
    await inSpan(() => request(origin, { [name]: 'theirs' }));
    expect(telemetry.spans().map((span) => span.name)).toEqual(['handler']);
    expect(received[0]?.headers[name.toLowerCase()]).toBe('theirs');
  });

  it('has no second span inside the span of another HTTP instrumentation', async () => {
    const options = { kind: SpanKind.CLIENT, attributes: { 'http.request.method': 'GET' } };
    await trace.getTracer('@opentelemetry/instrumentation-http').startActiveSpan('GET', options, async (span) => {
      await request(origin);
      span.end();
    });
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('has one span, however many Tracers there are', async () => {
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
    for (let count = 0; count < 3; count += 1) new Tracer();
    captureHttpRequests();
    await inSpan(() => request(origin));
    expect(telemetry.spans().map((span) => span.name)).toEqual(['GET', 'handler']);
  });

  it('belongs to the span it was made in, among many at once', async () => {
    const tracer = trace.getTracer('test');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tracer.startActiveSpan(`handler ${index}`, async (span) => {
          await request(`${origin}/${index}`);
          span.end();
        }),
      ),
    );
    for (let index = 0; index < 20; index += 1) {
      const { spanId } = telemetry.span(`handler ${index}`).spanContext();
      const own = telemetry.spans().filter((span) => span.parentSpanContext?.spanId === spanId);
      expect(own.map((span) => span.attributes['url.full'])).toEqual([`${origin}/${index}`]);
    }
  });

  it('ends with its invocation when nobody reads its body', async () => {
    const invocation = new Invocation({ event: {}, lambdaContext: undefined, coldStart: false, deadline: undefined });
    await context.with(contextWithInvocation(context.active(), invocation), () =>
      inSpan(async () => {
        if (client === 'fetch') await fetch(`${origin}/slow`);
        else
          await once(
            http.get(`${origin}/slow`).on('response', () => {}),
            'response',
          );
      }),
    );
    expect(telemetry.spans().map((span) => span.name)).toEqual(['handler']);
    await invocation.notifyFlush('deadline');
    expect(telemetry.spans()).toHaveLength(1);
    await invocation.notifyFlush('end');
    expect(telemetry.span('GET').attributes['http.response.status_code']).toBe(200);
  });
});

describe('fetch', () => {
  it('has no second span where an instrumentation was registered after us', async () => {
    instrumented = true;
    await inSpan(async () => (await fetch(origin)).text());
    expect(telemetry.spans().map((span) => span.name)).toEqual(['handler']);
    expect(received[0]?.headers.traceparent).toBe('theirs');
  });

  it('has a span for each hop of a redirect', async () => {
    await inSpan(async () => (await fetch(`${origin}/redirect`)).text());
    expect(telemetry.spans().map((span) => span.attributes['http.response.status_code'])).toEqual([
      302,
      200,
      undefined,
    ]);
  });

  it('that is cancelled once the answer is there has failed at nothing', async () => {
    await inSpan(async () => (await fetch(`${origin}/slow`)).body?.cancel());
    await vi.waitFor(() => expect(telemetry.span('GET').status.code).toBe(SpanStatusCode.UNSET));
  });

  it('that runs into a time-out has failed', async () => {
    const late = inSpan(async () => (await fetch(`${origin}/slow`, { signal: AbortSignal.timeout(20) })).text());
    await expect(late).rejects.toThrow();
    expect(telemetry.span('GET').attributes['error.type']).toBe('TimeoutError');
  });
});

describe('captureHttpRequests', () => {
  it('leaves hosts alone that are to be ignored', async () => {
    captureHttpRequests({ ignoreHosts: ['localhost'] });
    await inSpan(async () => (await fetch(`http://localhost:${port}/`)).text());
    expect(telemetry.spans().map((span) => span.name)).toEqual(['handler']);
    expect(received[0]?.headers).not.toHaveProperty('traceparent');
  });

  it("does not capture the request that an AWS client's call becomes", async () => {
    const client = captureAWSv3Client(new DynamoDBClient({ ...clientConfiguration, endpoint: origin }));
    await inSpan(() => client.send(new ListTablesCommand({})).catch(() => {}));
    client.destroy();
    expect(telemetry.spans().map((span) => span.name)).toEqual(['DynamoDB.ListTables', 'handler']);
    expect(received[0]?.headers).toHaveProperty('x-amzn-trace-id');
  });

  it('is not asked for by a Tracer whose setting says so', async () => {
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
    vi.stubEnv('POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS', 'false');
    new Tracer({ ignoreHosts: ['127.0.0.1'] });
    await inSpan(async () => (await fetch(origin)).text());
    expect(telemetry.spans().map((span) => span.name)).toEqual(['GET', 'handler']);
  });
});
