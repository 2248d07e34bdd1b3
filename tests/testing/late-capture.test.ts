import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { withPowertools } from 'otel-powertools';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientConfiguration, recordingHandler } from '../tracer/outgoing/recording-handler.js';

let server: http.Server;
let origin: string;
const headers: http.IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    headers.push(request.headers);
    response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A function's module, as it is imported: outside Lambda, when nobody captures anything yet. */
const createModule = (tracer: Tracer, wrap: typeof withPowertools) => {
  const requestHandler = recordingHandler();
  const client = tracer.captureAWSv3Client(new DynamoDBClient({ ...clientConfiguration, requestHandler }));
  const handler = wrap(async () => {
    await client.send(new ListTablesCommand({}));
    await (await fetch(origin)).text();
    await tracer.captureMethod(async () => {}, { subSegmentName: 'charge' })();
  });
  return { handler, requestHandler };
};

const invoke = (handler: (event: object, context: ReturnType<typeof lambdaContext>) => Promise<void>) =>
  handler({}, lambdaContext({ functionName: 'orders' }));

const SEEN = ['orders', 'DynamoDB.ListTables', 'GET', 'charge'];
const traced = new Tracer();
const { handler, requestHandler } = createModule(traced, withPowertools);

describe('captureTelemetry that begins when the module was imported before', () => {
  it('sees the spans of captured clients and of fetch, as long as it lasts', async () => {
    await invoke(handler);
    expect(requestHandler.sent.at(-1)?.headers).not.toHaveProperty('X-Amzn-Trace-Id');
    expect(headers.at(-1)).not.toHaveProperty('traceparent');

    const first = captureTelemetry();
    await invoke(handler);
    expect(first.spans.map(({ name }) => name)).toEqual(SEEN);
    expect(first.spans.slice(1).map(({ parent }) => parent)).toEqual(['orders', 'orders', 'orders']);
    expect(headers.at(-1)).toHaveProperty('traceparent');
    first[Symbol.dispose]();

    await invoke(handler);
    expect(headers.at(-1)).not.toHaveProperty('traceparent');
    using second = captureTelemetry();
    expect(second.spans).toEqual([]);
    await invoke(handler);
    expect(second.spans.map(({ name }) => name)).toEqual(SEEN);
  });

  it.each([
    ['that is switched off', { enabled: false }, ['orders']],
    ['that leaves requests alone', { captureHTTPsRequests: false }, ['orders', 'DynamoDB.ListTables', 'GET', 'charge']],
  ])('sees of a Tracer %s what it would record in Lambda', async (_, options, seen) => {
    const { handler: other } = createModule(new Tracer(options), withPowertools);
    using telemetry = captureTelemetry();
    await invoke(other);
    // Requests are captured for the whole process: the Tracer above has asked for it.
    expect(telemetry.spans.map(({ name }) => name).filter((name) => name !== 'GET')).toEqual(
      seen.filter((name) => name !== 'GET'),
    );
  });

  it('sees a module that is evaluated anew while it lasts, and one that was before', async () => {
    using telemetry = captureTelemetry();
    for (let count = 0; count < 2; count += 1) {
      vi.resetModules();
      const { withPowertools: wrap } = await import('otel-powertools');
      const { Tracer: AnotherTracer } = await import('otel-powertools/tracer');
      expect(AnotherTracer).not.toBe(Tracer);
      const { handler: anew } = createModule(new AnotherTracer(), wrap);
      await invoke(anew);
      expect(telemetry.spans.map(({ name }) => name)).toEqual(SEEN);
      telemetry.reset();
      await invoke(handler);
      expect(telemetry.spans.map(({ name }) => name)).toEqual(SEEN);
      telemetry.reset();
    }
  });

  it('sees a module of other settings that is evaluated anew', async () => {
    using telemetry = captureTelemetry();
    vi.resetModules();
    const { withPowertools: wrap } = await import('otel-powertools');
    const { Tracer: AnotherTracer } = await import('otel-powertools/tracer');
    const { handler: anew } = createModule(new AnotherTracer(), ((work: () => Promise<void>) =>
      wrap(work, { service: 'anew' })) as typeof withPowertools);
    await invoke(anew);
    expect(telemetry.spans.map(({ name }) => name)).toEqual(SEEN);
    expect(telemetry.spans[0]?.attributes.Service).toBe('anew');
    telemetry.reset();
    await invoke(handler);
    expect(telemetry.spans.map(({ name }) => name)).toEqual(SEEN);
  });

  it('of a copy of the package that was evaluated anew sees what an older one records', async () => {
    vi.resetModules();
    const { captureTelemetry: captureAnew } = await import('otel-powertools/testing');
    expect(captureAnew).not.toBe(captureTelemetry);
    using telemetry = captureAnew();
    await invoke(handler);
    expect(telemetry.spans.map(({ name }) => name)).toEqual(SEEN);
  });
});
