import { type Context, diag, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  type ReadableLogRecord,
  LoggerProvider as SdkLoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readLogRecordLimits } from '../../src/telemetry/logs/log-attributes.js';
import { createLoggerProvider } from '../../src/telemetry/logs/logger-provider.js';

const NOW = 1_700_000_000_123;
const resource = resourceFromAttributes({ 'service.name': 'orders' });
const SPAN = {
  traceId: '6a54a8c2abcdef012345678912345678',
  spanId: '53995c3f42cd8ad8',
  traceFlags: TraceFlags.SAMPLED,
};
const traced = trace.setSpanContext(ROOT_CONTEXT, SPAN);
const invalid = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceId: '0' });

interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly options?: { readonly schemaUrl?: string; readonly attributes?: Record<string, string> };
}

const SCOPE: Scope = { name: 'library' };

/** A provider, and what gets to it. */
const receiving = () => {
  const received: ReadableLogRecord[] = [];
  const provider = createLoggerProvider({
    resource,
    isWanted: () => true,
    receive: (record) => void received.push(record),
    flush: async () => {},
  });
  return { provider, received };
};

const ours = (records: readonly LogRecord[], { name, version, options }: Scope = SCOPE): ReadableLogRecord[] => {
  const { provider, received } = receiving();
  for (const record of records) provider.getLogger(name, version, options).emit(record);
  return received;
};

const theirs = (
  records: readonly LogRecord[],
  { name, version, options }: Scope = SCOPE,
  logRecordLimits = {},
): ReadableLogRecord[] => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new SdkLoggerProvider({
    resource,
    logRecordLimits,
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  for (const record of records) provider.getLogger(name, version, options).emit(record);
  return exporter.getFinishedLogRecords();
};

/** What an exporter reads of a record. */
const readable = (record: ReadableLogRecord): object => ({
  hrTime: record.hrTime,
  hrTimeObserved: record.hrTimeObserved,
  spanContext: record.spanContext,
  severityText: record.severityText,
  severityNumber: record.severityNumber,
  body: record.body,
  eventName: record.eventName,
  resource: record.resource,
  instrumentationScope: record.instrumentationScope,
  attributes: record.attributes,
  droppedAttributesCount: record.droppedAttributesCount,
});

/** The SDK loses what it is given under the name of the prototype, nested or not. */
const key = fc.string().filter((name) => name !== '__proto__');

const attributeValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.double(),
    fc.boolean(),
    // Dates, maps, big integers and instances, which the SDK leaves out, are kept here: see below.
    fc.constantFrom(null, undefined, new Uint8Array([1, 2]), Symbol('x'), () => {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const time = fc.oneof(
  fc.integer({ min: NOW - 1_000_000_000, max: NOW }),
  fc.double({ min: NOW - 1000, max: NOW, noNaN: true }),
  fc.date({ min: new Date(0), max: new Date(NOW), noInvalidDate: true }),
  fc.tuple(fc.nat(), fc.nat(999_999_999)),
);

const exception = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.integer(),
  fc.constantFrom(new TypeError('x'), Object.assign(new Error('y'), { code: 'EX' }), { name: 'N' }, { code: 7 }, {}),
);

const logRecord = fc.record(
  {
    timestamp: time,
    observedTimestamp: time,
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: fc.string(),
    body: attributeValue,
    eventName: fc.string(),
    attributes: fc
      .tuple(fc.dictionary(key, attributeValue, { maxKeys: 5 }), fc.option(fc.string()))
      .map(([attributes, message]) =>
        message === null ? attributes : { ...attributes, 'exception.message': message },
      ),
    exception,
    context: fc.constantFrom<Context>(ROOT_CONTEXT, traced, invalid),
  },
  { requiredKeys: [] },
  // What is emitted is anything at all: JavaScript has no types.
) as fc.Arbitrary<LogRecord>;

describe('a logger provider of ours', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    diag.disable();
  });

  it('makes the records that the SDK makes', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    fc.assert(
      fc.property(logRecord, (record) => {
        expect(ours([record]).map(readable)).toEqual(theirs([record]).map(readable));
      }),
    );
  });

  it.each([
    [{ OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_ATTRIBUTE_COUNT_LIMIT: '1' }, { attributeCountLimit: 2 }],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '1' }, { attributeCountLimit: 1 }],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: 'many' }, { attributeCountLimit: 128 }],
    [{ OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3' }, { attributeValueLengthLimit: 3 }],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: ' 4 ' }, { attributeValueLengthLimit: 4 }],
  ])('keeps the limits of %o', (env, limits) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    const record = {
      body: 'as long as it is',
      attributes: { text: 'a long text', list: ['another one', 7], nested: { of: 'the same' }, last: 1 },
      exception: new Error('the message'),
    };
    expect(ours([record]).map(readable)).toEqual(theirs([record], SCOPE, limits).map(readable));
  });

  it('takes 0 for a limit', () => {
    expect(readLogRecordLimits({ OTEL_ATTRIBUTE_COUNT_LIMIT: '0' })).toEqual({
      count: 0,
      valueLength: Number.POSITIVE_INFINITY,
    });
  });

  it('takes what performance.now() gives for a time since the process began', () => {
    const timestamp = performance.now();
    const [record] = ours([{ timestamp }]);
    const [seconds = 0, nanos = 0] = record?.hrTime ?? [];
    expect(seconds * 1000 + nanos / 1_000_000).toBeCloseTo(performance.timeOrigin + timestamp, 2);
  });

  it.each([Number.NaN, new Date(Number.NaN), 'yesterday'])('takes the time it is for %o', (timestamp) => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    // Whoever writes JavaScript is told by no type.
    const [record] = ours([{ timestamp } as LogRecord]);
    expect(record?.hrTime).toEqual([1_700_000_000, 123_000_000]);
  });

  it.each<Scope>([
    { name: '' },
    { name: 'library', version: '1.0.0' },
    { name: 'library', options: { schemaUrl: 'https://example.com', attributes: { b: '1', a: '2' } } },
  ])('has the scope that the SDK has for %o', (scope) => {
    expect(ours([{}], scope)[0]?.instrumentationScope).toEqual(theirs([{}], scope)[0]?.instrumentationScope);
  });

  it('gives records of equal scopes one scope, by which exporters group them', () => {
    const attributes = { a: '1', b: '2' };
    const { provider, received } = receiving();
    provider.getLogger('x', '1', { attributes }).emit({});
    provider.getLogger('x', '1', { attributes: { b: '2', a: '1' } }).emit({});
    provider.getLogger('x', '2', { attributes }).emit({});
    const [first, second, third] = received.map(({ instrumentationScope }) => instrumentationScope);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('keeps what was emitted before a value was changed', () => {
    const list = ['a'];
    const [record] = ours([{ attributes: { list } }]);
    list.push('b');
    expect(record?.attributes).toEqual({ list: ['a'] });
  });

  it('keeps an attribute by the name of __proto__, and values that are held twice', () => {
    const twice = { a: 1 };
    const attributes = JSON.parse('{"__proto__":{"b":2}}');
    const [record] = ours([{ attributes: Object.assign(attributes, { twice: [twice, twice] }) }]);
    expect(Object.keys(record?.attributes ?? {})).toEqual(['__proto__', 'twice']);
    expect(record?.attributes.twice).toEqual([twice, twice]);
  });

  it('holds what the logs API has no form for as a log line would: nothing of it is lost', () => {
    const circular: Record<string, unknown> = { id: 1 };
    circular.self = circular;
    const attributes = {
      error: new RangeError('too much', { cause: new Error('why') }),
      at: new Date(0),
      big: 12345678901234567890n,
      map: new Map([['k', 1]]),
      set: new Set([1, 2]),
      nested: { at: new Date(0), list: [new Date(0)] },
      circular,
      throwing: Object.defineProperty({}, 'x', { enumerable: true, get: () => assertNever() }),
      fine: 1,
    };
    const [record] = ours([{ attributes } as unknown as LogRecord]);
    const epoch = '1970-01-01T00:00:00.000Z';
    expect(record?.attributes).toMatchObject({
      error: { name: 'RangeError', message: 'too much', cause: { message: 'why' } },
      at: epoch,
      big: '12345678901234567890',
      map: { k: 1 },
      set: [1, 2],
      nested: { at: epoch, list: [epoch] },
      circular: { id: 1 },
      fine: 1,
    });
    expect(JSON.stringify(record?.attributes.circular)).toContain('[Circular]');
    expect(JSON.stringify(record?.attributes.throwing)).toContain('Unreadable');
  });

  it('throws nothing into who emits, and says what it lost', () => {
    const error = vi.fn();
    diag.setLogger({ error, warn: error, info: () => {}, debug: () => {}, verbose: () => {} });
    const attributes = new Proxy({}, { ownKeys: () => assertNever() });
    expect(ours([{ attributes }, { body: 'fine' }])).toMatchObject([{ body: 'fine' }]);
    expect(error).toHaveBeenCalledOnce();
  });

  it('is enabled as long as somebody takes records and it was not shut down', async () => {
    let wanted = true;
    const receive = vi.fn();
    const flush = vi.fn(async () => {});
    const provider = createLoggerProvider({ resource, isWanted: () => wanted, receive, flush });
    const logger = provider.getLogger('library');
    expect(logger.enabled()).toBe(true);
    wanted = false;
    expect(logger.enabled()).toBe(false);
    logger.emit({});
    wanted = true;
    await provider.forceFlush();
    await provider.shutdown();
    logger.emit({});
    expect(logger.enabled()).toBe(false);
    expect(receive).not.toHaveBeenCalled();
    expect(flush).toHaveBeenCalledTimes(2);
  });
});

const assertNever = (): never => {
  throw new Error('thrown');
};
