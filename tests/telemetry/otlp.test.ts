import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  attributesOf,
  type Decoded,
  decodeRequest,
  fieldOf,
  itemsOf,
  listOf,
  plainValue,
  type SignalName,
} from '../exporters/otlp/decoder.js';
import { type Endpoint, startHttpEndpoint } from '../support/otlp-endpoint.js';
import { bundleProgram } from './bundle-program.js';
import { runOtlpProgram } from './run-otlp-program.js';

let folder: string;
let program: string;
let endpoint: Endpoint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otel-powertools-otlp-'));
  program = await bundleProgram(folder, 'otlp');
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  endpoint = await startHttpEndpoint((response) => response.end());
});

afterEach(() => endpoint.close());

const decodedOf = (signal: SignalName) =>
  endpoint.requests
    .filter(({ path }) => path === `/v1/${signal}`)
    .map(({ headers, body }) => decodeRequest(signal, headers, body));

describe('"otlp" in the settings', () => {
  it.each(['http/protobuf', 'http/json'])('sends all three signals as %s, with nothing installed', async (protocol) => {
    const { dropped, said } = await runOtlpProgram(program, {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
    });
    expect(said).toEqual([]);
    expect(dropped).toEqual([{}, {}, {}]);

    const [traces] = decodedOf('traces');
    const spans = itemsOf('traces', traces ?? {});
    expect(spans.map((span) => fieldOf(span, 'name')).sort()).toEqual(['invocation', 'work']);
    const [work, root] = [spans.find(({ name }) => name === 'work'), spans.find(({ name }) => name === 'invocation')];
    expect(fieldOf(work, 'parentSpanId')).toBe(fieldOf(root, 'spanId'));
    expect(attributesOf(fieldOf(listOf(traces, 'resourceSpans')[0], 'resource'))).toMatchObject({
      'service.name': 'orders',
      'faas.name': 'orders',
    });

    const metrics = decodedOf('metrics').flatMap((request) => itemsOf('metrics', request));
    expect(metrics).toMatchObject([
      { name: 'amount', histogram: { aggregationTemporality: 1, dataPoints: [{ count: '1', sum: 2 }] } },
      { name: 'orders', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ asDouble: 1 }] } },
      { name: 'sizes', histogram: { aggregationTemporality: 1, dataPoints: [{ count: '1', sum: 3 }] } },
    ]);
    expect(Object.keys(metrics[0] ?? {})).not.toContain('exponentialHistogram');

    expect(decodedOf('logs'), 'one request for the records of an invocation').toHaveLength(1);
    const records = decodedOf('logs').flatMap((request) => itemsOf('logs', request));
    expect(records.map((record) => plainValue(fieldOf(record, 'body')))).toEqual(['one', 'two']);
    expect(attributesOf(records[1])).toMatchObject({ id: 0 });
    expect(fieldOf(records[0], 'traceId')).toBe(fieldOf(root, 'traceId'));
  });

  it('has exponential histograms where they are asked for, of instruments and of Metrics', async () => {
    await runOtlpProgram(program, {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    });
    const metrics = decodedOf('metrics').flatMap((request) => itemsOf('metrics', request));
    expect(metrics).toMatchObject([
      { name: 'amount', exponentialHistogram: { dataPoints: [{ count: '1', sum: 2 }] } },
      { name: 'orders' },
      { name: 'sizes', exponentialHistogram: { dataPoints: [{ count: '1', sum: 3 }] } },
    ]);
  });

  it('says once what it does instead of what it cannot do', async () => {
    const { said } = await runOtlpProgram(program, {
      INVOCATIONS: '3',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'fine',
    });
    expect(said.toSorted()).toEqual([
      expect.stringContaining('"cumulative" (OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE)'),
      expect.stringContaining('"fine" (OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION)'),
      expect.stringContaining('"grpc" (OTEL_EXPORTER_OTLP_TRACES_PROTOCOL) is not supported'),
    ]);
    expect(decodedOf('traces')).toHaveLength(3);
  });

  it('counts what the endpoint refuses, where explain() shows it', async () => {
    await endpoint.close();
    endpoint = await startHttpEndpoint((response, { path }) =>
      response.writeHead(path === '/v1/logs' ? 403 : 200).end(),
    );
    const { dropped } = await runOtlpProgram(program, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url });
    expect(dropped).toEqual([{}, {}, { refused: 2 }]);
  });

  it('adds to what a function sends elsewhere, and changes nothing of that', async () => {
    const { said } = await runOtlpProgram(program, {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'emf,otlp',
      OTEL_LOGS_EXPORTER: 'json,otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
    });
    // Lines of EMF have no message.
    expect(said.filter((message) => message !== undefined)).toEqual(['one', 'two']);
    expect(said.length).toBeGreaterThan(2);
    expect(endpoint.requests.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics']);
  });
});

describe('exporters as objects', () => {
  it('are used as they are: official ones, ours, and lists of both', async () => {
    const official = await bundleProgram(folder, 'official-otlp');
    await promisify(execFile)(process.execPath, [official], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url },
    });
    expect(endpoint.requests.map(({ path }) => path).sort()).toEqual([
      '/ours',
      '/v1/logs',
      '/v1/metrics',
      '/v1/traces',
    ]);
    const [ours] = endpoint.requests.filter(({ path }) => path === '/ours');
    const names = (signal: SignalName, request: Decoded) => itemsOf(signal, request).map(({ name }) => name);
    const theirs = decodedOf('traces').flatMap((request) => names('traces', request));
    expect(names('traces', decodeRequest('traces', ours?.headers ?? {}, ours?.body ?? Buffer.alloc(0)))).toEqual(
      theirs,
    );
    expect(decodedOf('metrics').flatMap((request) => names('metrics', request))).toEqual(['orders']);
  });
});
