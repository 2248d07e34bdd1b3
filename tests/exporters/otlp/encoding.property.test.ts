import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeLogRecords, writeMetrics, writeSpans } from '../../../exporters/otlp/encode/write-request.js';
import { FORMATS } from '../../../exporters/otlp/format.js';
import type { OtlpProtocol } from '../../../exporters/otlp/options.js';
import { LOGS, METRICS, type Signal, TRACES } from '../../../exporters/otlp/signals.js';
import { logRecord, metrics, span } from './arbitraries.js';
import { type Decoded, decodeJson, decodeProtobuf, listOf } from './decoder.js';
import {
  givenLogRecord,
  givenMetric,
  givenResource,
  givenScope,
  givenSpan,
  readLogRecord,
  readMetric,
  readResource,
  readScope,
  readSpan,
} from './expected.js';

const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json'];

const requestOf = <TItems>(protocol: OtlpProtocol, signal: Signal<TItems>, ...parts: readonly TItems[]): Decoded => {
  const format = FORMATS[protocol];
  const writer = format.createWriter();
  const encoded = parts.map((items) => {
    signal.write(writer, items, (_count, error) => {
      throw error;
    });
    return writer.take();
  });
  const body = format.join(signal.field, encoded);
  return (protocol === 'http/json' ? decodeJson : decodeProtobuf)(signal.name, body);
};

describe.each(PROTOCOLS)('A request as %s decodes to what it was,', (protocol) => {
  it('whatever the spans hold', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), (spans) => {
        const [first] = spans;
        const resource = first?.resource ?? { attributes: {} };
        const alike = spans.map((one) => ({ ...one, resource }));
        const [read, ...others] = listOf(requestOf(protocol, TRACES, alike), 'resourceSpans');
        expect(others).toEqual([]);
        expect(readResource(read ?? {})).toEqual(givenResource(resource));
        const scopes = listOf(read, 'scopeSpans');
        expect(scopes.map(readScope)).toEqual(alike.map((one) => givenScope(one.instrumentationScope ?? { name: '' })));
        expect(scopes.flatMap((scope) => listOf(scope, 'spans')).map(readSpan)).toEqual(alike.map(givenSpan));
      }),
      { numRuns: 60 },
    );
  });

  it('whatever the log records hold', () => {
    fc.assert(
      fc.property(fc.array(logRecord, { minLength: 1, maxLength: 4 }), (records) => {
        const request = requestOf(protocol, LOGS, ...records.map((record) => [record]));
        const read = listOf(request, 'resourceLogs');
        expect(read.map(readResource)).toEqual(records.map(({ resource }) => givenResource(resource)));
        const scopes = read.flatMap((resource) => listOf(resource, 'scopeLogs'));
        expect(scopes.map(readScope)).toEqual(records.map((record) => givenScope(record.instrumentationScope)));
        expect(scopes.flatMap((scope) => listOf(scope, 'logRecords')).map(readLogRecord)).toEqual(
          records.map(givenLogRecord),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('whatever the metrics are: gauges, sums, histograms, exponential histograms', () => {
    fc.assert(
      fc.property(metrics, (given) => {
        const [read] = listOf(requestOf(protocol, METRICS, given), 'resourceMetrics');
        expect(readResource(read ?? {})).toEqual(givenResource(given.resource));
        const scopes = listOf(read, 'scopeMetrics');
        expect(scopes.map(readScope)).toEqual(given.scopeMetrics.map(({ scope }) => givenScope(scope)));
        expect(scopes.flatMap((scope) => listOf(scope, 'metrics')).map(readMetric)).toEqual(
          given.scopeMetrics.flatMap((scope) => scope.metrics.map(givenMetric)),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('What cannot be encoded', () => {
  it.each(PROTOCOLS)('costs itself and nothing else, as %s', (protocol) => {
    const [good] = fc.sample(span, { numRuns: 1, seed: 7 });
    if (!good) throw new Error('There is no span.');
    const bad = { ...good, name: 'bad', endTime: [NaN, 0] as [number, number] };
    const worse = {
      ...good,
      spanContext: () => {
        throw new Error('unreadable');
      },
    };
    const lost: number[] = [];
    const format = FORMATS[protocol];
    const writer = format.createWriter();
    const written = writeSpans(writer, [bad, good, worse, good], (count) => lost.push(count));
    const body = format.join('resourceSpans', [writer.take()]);
    const request = (protocol === 'http/json' ? decodeJson : decodeProtobuf)('traces', body);
    const spans = listOf(request, 'resourceSpans')
      .flatMap((resource) => listOf(resource, 'scopeSpans'))
      .flatMap((scope) => listOf(scope, 'spans'));
    expect({ written, lost }).toEqual({ written: 2, lost: [1, 1] });
    expect(spans.map(readSpan)).toEqual([givenSpan(good), givenSpan(good)]);
  });

  it('is counted in data points where it is a metric', () => {
    const point = { startTime: [1, 2], endTime: [3, 4], attributes: {} } as const;
    const descriptor = { name: 'm' };
    const lost: [number, string][] = [];
    const written = writeMetrics(
      FORMATS['http/protobuf'].createWriter(),
      {
        resource: { attributes: {} },
        scopeMetrics: [
          {
            scope: { name: 's' },
            metrics: [
              { descriptor, aggregationTemporality: 0, dataPointType: 9, dataPoints: [] },
              {
                descriptor,
                aggregationTemporality: 0,
                dataPointType: 0,
                dataPoints: [
                  { ...point, startTime: [1, 2], endTime: [3, 4], value: 1 },
                  { ...point, startTime: [1, 2], endTime: [3, 4], value: 2 },
                ],
              },
              {
                descriptor,
                aggregationTemporality: 0,
                dataPointType: 2,
                dataPoints: [{ ...point, startTime: [1, 2], endTime: [3, 4], value: 1 }],
              },
            ],
          },
        ],
      },
      (count, error) => lost.push([count, String(error)]),
    );
    expect(written).toBe(1);
    expect(lost).toEqual([
      [0, expect.stringContaining('"m" is of no kind')],
      [2, expect.stringContaining('"m" has a value of another kind')],
    ]);
  });
});

describe('A value that OTLP has no type for', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const unreadable = Object.defineProperty({}, 'x', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100; level += 1) deep = [deep];

  it.each([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(NaN), 'Invalid Date'],
    ['an error', new TypeError('no'), 'TypeError: no'],
    ['a function', () => 1, '[Function]'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a very large integer', 2n ** 70n, String(2n ** 70n)],
    ['a cycle', cyclic, { self: '[Circular]' }],
    ['what throws when it is read', unreadable, '[Unreadable]'],
    ['a map', new Map<unknown, unknown>([[1, { a: undefined, b: null }]]), { 1: { b: null } }],
    ['a set', new Set([1, undefined]), [1, null]],
  ])('is told as well as it can be: %s', (_what, body, expected) => {
    for (const protocol of PROTOCOLS) {
      const record = { ...fc.sample(logRecord, { numRuns: 1, seed: 1 })[0], body, attributes: {} };
      const request = requestOf(protocol, LOGS, [record as never]);
      const [read] = listOf(request, 'resourceLogs')
        .flatMap((resource) => listOf(resource, 'scopeLogs'))
        .flatMap((scope) => listOf(scope, 'logRecords'));
      expect(readLogRecord(read ?? {}).body).toEqual(expected);
    }
  });

  it('ends at a depth that decoders take', () => {
    const [record] = fc.sample(logRecord, { numRuns: 1, seed: 1 });
    const request = requestOf('http/protobuf', LOGS, [{ ...record, body: deep } as never]);
    expect(JSON.stringify(request)).toContain('[Too deep]');
  });

  it('does not move a record whose times are none: they are unknown', () => {
    const [record] = fc.sample(logRecord, { numRuns: 1, seed: 1 });
    if (!record) throw new Error('There is no record.');
    const writer = FORMATS['http/protobuf'].createWriter();
    const written = writeLogRecords(writer, [{ ...record, hrTime: [-1, 0], hrTimeObserved: [NaN, 0] }], () => {});
    expect(written).toBe(1);
  });
});
