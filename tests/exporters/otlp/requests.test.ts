import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { context, diag } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OtlpLogRecordExporter, OtlpMetricExporter, OtlpSpanExporter } from 'otel-powertools/exporters/otlp';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../../src/invocation/context/context-manager.js';
import { type Endpoint, startHttpEndpoint } from '../../support/otlp-endpoint.js';
import { attributesOf, decodeRequest, encodePartialSuccess, fieldOf, itemsOf, listOf } from './decoder.js';
import { listenToDiag, SIGNALS, subjectOf } from './items.js';

const pem = (name: string): Buffer => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));

let endpoint: Endpoint;
let messages: string[];

beforeEach(async () => {
  messages = listenToDiag();
  endpoint = await startHttpEndpoint((response) => response.end());
});

afterEach(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
  diag.disable();
});

describe.each(SIGNALS)('A request of %s', (signal) => {
  it.each([
    ['http/protobuf', 'none', 'application/x-protobuf'],
    ['http/protobuf', 'gzip', 'application/x-protobuf'],
    ['http/json', 'none', 'application/json'],
    ['http/json', 'gzip', 'application/json'],
  ] as const)('is %s with compression %s', async (protocol, compression, contentType) => {
    const { send } = subjectOf(signal, {
      url: `${endpoint.url}/in`,
      protocol,
      compression,
      headers: { 'Api-Key': 'k' },
    });
    expect(await send('one')).toEqual({ code: 0 });
    const [request] = endpoint.requests;
    expect(request?.path).toBe('/in');
    expect(request?.headers).toMatchObject({
      'content-type': contentType,
      'content-length': String(request?.body.length),
      'api-key': 'k',
      'user-agent': expect.stringMatching(/^OTel-OTLP-Exporter-JavaScript\//),
    });
    expect(request?.headers['content-encoding']).toBe(compression === 'gzip' ? 'gzip' : undefined);
    const decoded = decodeRequest(signal, request?.headers ?? {}, request?.body ?? Buffer.alloc(0));
    expect(itemsOf(signal, decoded).map((item) => fieldOf(item, 'name') ?? fieldOf(item, 'eventName'))).toEqual([
      'one',
    ]);
  });

  it('goes where the variables say', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `${endpoint.url}/otlp`);
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20t');
    vi.stubEnv(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`, 'http/json');
    await subjectOf(signal).send('one');
    expect(endpoint.requests.map(({ path }) => path)).toEqual([`/otlp/v1/${signal}`]);
    expect(endpoint.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'content-type': 'application/json',
    });
  });

  it('keeps its connection', async () => {
    const { exporter, send } = subjectOf(signal, { url: endpoint.url });
    for (const name of ['one', 'two', 'three']) await send(name);
    expect(endpoint.connections).toBe(1);
    await exporter.shutdown();
    expect(await send('four')).toMatchObject({
      code: 1,
      error: expect.objectContaining({ message: expect.stringContaining('shut down') }),
    });
  });
});

describe('A request', () => {
  it('is signed as it is sent, anew for each attempt', async () => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response, _request, index) =>
      response.writeHead(index === 0 ? 503 : 200).end(),
    );
    let attempts = 0;
    const { send } = subjectOf('traces', {
      url: `${endpoint.url}/in?a=b`,
      compression: 'gzip',
      sign: async ({ method, url, headers, body }) => {
        attempts += 1;
        return { 'X-Signature': [method, url.search, headers.get('content-encoding'), body.length, attempts].join() };
      },
    });
    expect(await send('one')).toEqual({ code: 0 });
    expect(endpoint.requests.map(({ headers }) => headers['x-signature'])).toEqual(
      endpoint.requests.map(({ body }, index) => `POST,?a=b,gzip,${body.length},${index + 1}`),
    );
  });

  it('that cannot be signed is kept', async () => {
    const { exporter, send } = subjectOf('traces', {
      url: endpoint.url,
      sign: () => Promise.reject(new Error('no credentials')),
    });
    expect((await send('one')).code).toBe(1);
    expect(messages.join()).toContain('no credentials');
    expect(exporter.dropped.total).toBe(0);
  });

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('waits for what Retry-After says: %s', async (_what, after) => {
    await endpoint.close();
    const times: number[] = [];
    endpoint = await startHttpEndpoint((response, _request, index) => {
      times.push(Date.now());
      response.writeHead(index === 0 ? 429 : 200, { 'retry-after': after() }).end();
    });
    expect(await subjectOf('traces', { url: endpoint.url }).send('one')).toEqual({ code: 0 });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(500);
  });

  it('that is refused together with what was kept is sent without it', async () => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response, _request, index) => {
      if (index === 0) response.destroy();
      else response.writeHead(index < 3 ? 400 : 200).end();
    });
    const { exporter, send } = subjectOf('traces', { url: endpoint.url });
    await send('old');
    expect(await send('new')).toEqual({ code: 0 });
    expect(exporter.dropped).toMatchObject({ refused: 1, total: 1 });
  });

  it('of nothing is not sent', async () => {
    const exporter = new OtlpSpanExporter({ url: endpoint.url });
    expect(await new Promise((resolve) => exporter.export([], resolve))).toEqual({ code: 0 });
    expect(endpoint.requests).toEqual([]);
  });

  it('is nothing that an instrumentation may trace', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    const suppressed: boolean[] = [];
    const { send } = subjectOf('traces', {
      url: endpoint.url,
      sign: () => {
        suppressed.push(isTracingSuppressed(context.active()));
        return {};
      },
    });
    await send('one');
    context.disable();
    expect(suppressed).toEqual([true]);
  });
});

describe('An answer', () => {
  it.each([
    ['application/x-protobuf', encodePartialSuccess('metrics', 3, 'too many')],
    ['application/json; charset=utf-8', '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too many"}}'],
  ])('of a partial success as %s is counted', async (contentType, body) => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response) => response.setHeader('content-type', contentType).end(body));
    const { exporter, send } = subjectOf('metrics', { url: endpoint.url });
    await send('one');
    await send('two');
    expect(exporter.dropped).toMatchObject({ rejected: 6, total: 6 });
    expect(messages).toEqual([expect.stringContaining('"too many"')]);
  });

  it('with a remark is a success, and told of', async () => {
    await endpoint.close();
    const body = encodePartialSuccess('logs', 0, 'deprecated');
    endpoint = await startHttpEndpoint((response) => response.end(body));
    expect(await subjectOf('logs', { url: endpoint.url }).send('one')).toEqual({ code: 0 });
    expect(messages).toEqual([expect.stringContaining('"deprecated"')]);
  });

  it('that refuses is quoted once, no more than 200 characters of it, and without what may be a key', async () => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response) => response.writeHead(401).end('é'.repeat(1000)));
    const url = `${endpoint.url.replace('//', '//user:secret@')}/in?api-key=secret`;
    const { exporter, send } = subjectOf('traces', { url });
    for (let round = 0; round < 3; round += 1) await send('one');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`${endpoint.url}/in answered 401: "${'é'.repeat(200)}"`);
    expect(messages[0]).not.toContain('secret');
    expect(exporter.dropped).toMatchObject({ refused: 3, total: 3 });
  });

  it.each(['{"partialSuccess":null}', '{', '[]', '\u0009\u0009'])('that is no OTLP is a success: %j', async (body) => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response) => response.setHeader('content-type', 'application/json').end(body));
    expect(await subjectOf('traces', { url: endpoint.url }).send('one')).toEqual({ code: 0 });
  });
});

describe('TLS', () => {
  const clients: unknown[] = [];
  const server = createServer(
    { cert: pem('server'), key: pem('server-key'), ca: pem('ca'), requestCert: true, rejectUnauthorized: true },
    async (request, response) => {
      await buffer(request);
      clients.push((request.socket as TLSSocket).getPeerCertificate().subject.CN);
      response.end();
    },
  );

  afterAll(() => server.close());

  it('trusts the authority and shows the certificate that are named', async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const own = { cert: pem('client'), key: pem('client-key') };
    const trusting = subjectOf('traces', { url, ca: pem('ca'), ...own });
    expect(await trusting.send('one')).toEqual({ code: 0 });
    await trusting.exporter.shutdown();
    expect((await subjectOf('traces', { url, ...own }).send('one')).error?.message).toMatch(
      /unable to verify|self-signed/,
    );
    expect((await subjectOf('traces', { url, ca: pem('ca') }).send('one')).code).toBe(1);
    expect(clients).toEqual(['client']);
  });
});

describe('With the OpenTelemetry SDK', () => {
  const resource = resourceFromAttributes({ 'service.name': 'shop' });

  it('spans, metrics and records arrive', async () => {
    const tracers = new BasicTracerProvider({
      resource,
      spanProcessors: [new SimpleSpanProcessor(new OtlpSpanExporter({ url: `${endpoint.url}/v1/traces` }))],
    });
    tracers.getTracer('t', '1').startSpan('a span').end();
    await tracers.shutdown();

    const exporter = new OtlpMetricExporter({
      url: `${endpoint.url}/v1/metrics`,
      temporalityPreference: 'delta',
      histogramAggregation: 'base2_exponential_bucket_histogram',
    });
    expect(exporter.selectAggregationTemporality('COUNTER')).toBe(AggregationTemporality.DELTA);
    const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] });
    meters.getMeter('m').createHistogram('a.histogram').record(3);
    await meters.shutdown();

    const loggers = new LoggerProvider({
      resource,
      processors: [
        new SimpleLogRecordProcessor({ exporter: new OtlpLogRecordExporter({ url: `${endpoint.url}/v1/logs` }) }),
      ],
    });
    loggers.getLogger('l').emit({ body: { a: [1] } });
    await loggers.shutdown();

    const [traces, metrics, logs] = endpoint.requests;
    if (!traces || !metrics || !logs) throw new Error('There are not three requests.');
    const decodedTraces = decodeRequest('traces', traces.headers, traces.body);
    expect(itemsOf('traces', decodedTraces)).toMatchObject([{ name: 'a span' }]);
    expect(attributesOf(fieldOf(listOf(decodedTraces, 'resourceSpans')[0], 'resource'))).toMatchObject({
      'service.name': 'shop',
    });
    expect(itemsOf('metrics', decodeRequest('metrics', metrics.headers, metrics.body))).toMatchObject([
      {
        name: 'a.histogram',
        exponentialHistogram: { aggregationTemporality: 1, dataPoints: [{ count: '1', sum: 3 }] },
      },
    ]);
    expect(itemsOf('logs', decodeRequest('logs', logs.headers, logs.body))).toMatchObject([
      { body: { kvlistValue: { values: [{ key: 'a' }] } } },
    ]);
    expect(messages).toEqual([]);
  });
});
