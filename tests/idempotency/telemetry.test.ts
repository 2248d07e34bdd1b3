import { type Attributes, context, metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { type IdempotencyRecord, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';

const SECRET = 'alice@example.com';
const spans = new InMemorySpanExporter();
let measurements: InMemoryMetricExporter;
let meterProvider: MeterProvider;

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  measurements = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: measurements, exportIntervalMillis: 2 ** 31 - 1 })],
  });
  metrics.setGlobalMeterProvider(meterProvider);
});

afterEach(async () => {
  await meterProvider.shutdown();
  spans.reset();
  trace.disable();
  metrics.disable();
  context.disable();
  vi.useRealTimers();
});

const inHandlerSpan = async <T>(body: () => Promise<T>): Promise<T> =>
  trace.getTracer('test').startActiveSpan('handler', async (span) => {
    try {
      return await body();
    } finally {
      span.end();
    }
  });

const idempotencySpans = () => spans.getFinishedSpans().filter(({ name }) => name === 'idempotency');
const outcomes = () => idempotencySpans().map(({ attributes }) => attributes['idempotency.outcome']);

const counts = async () => {
  await meterProvider.forceFlush();
  const found = measurements
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    .filter(({ descriptor }) => descriptor.name === 'idempotency.calls');
  const points = found.flatMap((metric): { attributes: Attributes; value: unknown }[] => [...metric.dataPoints]);
  return Object.fromEntries(points.map(({ attributes, value }) => [attributes['idempotency.outcome'], value]));
};

const payment = { id: SECRET, amount: 1 };
const config = new IdempotencyConfig({
  eventKeyJmesPath: 'id',
  payloadValidationJmesPath: 'amount',
  countOutcomes: true,
});

describe('the telemetry of an idempotent call', () => {
  it('links a replay to the trace of the execution whose result it gives', async () => {
    const pay = makeIdempotent(async (_: typeof payment) => 'paid', {
      persistenceStore: new InMemoryPersistenceLayer(),
      config,
    });
    await inHandlerSpan(() => pay(payment));
    await inHandlerSpan(() => pay(payment));
    const [first, second] = spans.getFinishedSpans().filter(({ name }) => name === 'handler');
    const [miss, hit] = idempotencySpans();
    expect(outcomes()).toEqual(['miss', 'hit']);
    expect(miss?.parentSpanContext?.spanId).toBe(first?.spanContext().spanId);
    expect(hit?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId);
    expect(miss?.links).toEqual([]);
    expect(hit?.links.map((link) => link.context)).toEqual([
      expect.objectContaining({
        traceId: first?.spanContext().traceId,
        spanId: first?.spanContext().spanId,
        isRemote: true,
      }),
    ]);
    expect(await counts()).toEqual({ miss: 1, hit: 1 });
  });

  it('tells a conflict, an abandoned execution and a mismatch', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const work = vi.fn(async (_: typeof payment, _context: object) => 'paid');
    work.mockReturnValueOnce(new Promise(() => {}));
    const pay = makeIdempotent(work, { persistenceStore: new InMemoryPersistenceLayer(), config });
    const remaining = { getRemainingTimeInMillis: () => 1000 };
    void inHandlerSpan(() => pay(payment, remaining));
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    await expect(pay(payment, remaining)).rejects.toThrow();
    vi.setSystemTime(Date.now() + 2000);
    await pay(payment, remaining);
    await expect(pay({ ...payment, amount: 2 }, remaining)).rejects.toThrow();
    expect(outcomes()).toEqual(['miss', 'conflict', 'expired', 'mismatch']);
    expect(await counts()).toEqual({ miss: 1, conflict: 1, expired: 1, mismatch: 1 });
  });

  it("leaves the caller's span active in the function", async () => {
    const pay = makeIdempotent(async (_: typeof payment) => void trace.getActiveSpan()?.setAttribute('mine', true), {
      persistenceStore: new InMemoryPersistenceLayer(),
      config,
    });
    await inHandlerSpan(() => pay(payment));
    const [handler] = spans.getFinishedSpans().filter(({ name }) => name === 'handler');
    expect(handler?.attributes).toEqual({ mine: true });
  });

  it('tells of a record that could not be deleted', async () => {
    class FailingStore extends InMemoryPersistenceLayer {
      protected override async _deleteRecord(_: IdempotencyRecord): Promise<void> {
        throw new Error('throttled');
      }
    }
    const pay = makeIdempotent(async (_: typeof payment) => Promise.reject(new Error('declined')), {
      persistenceStore: new FailingStore(),
      config,
    });
    await expect(inHandlerSpan(() => pay(payment))).rejects.toThrow('declined');
    const [handler] = spans.getFinishedSpans().filter(({ name }) => name === 'handler');
    expect(handler?.events.map(({ name }) => name)).toEqual(['idempotency.release_failed']);
  });

  it('holds nothing of the payload, the key or the result', async () => {
    const pay = makeIdempotent(async (_: typeof payment) => SECRET, {
      persistenceStore: new InMemoryPersistenceLayer(),
      config,
    });
    await inHandlerSpan(() => pay(payment));
    await inHandlerSpan(() => pay(payment));
    const told = spans.getFinishedSpans().map(({ attributes, events, status }) => ({ attributes, events, status }));
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(Object.keys(idempotencySpans()[0]?.attributes ?? {}).sort()).toEqual([
      'idempotency.key_hash',
      'idempotency.outcome',
    ]);
  });
});
