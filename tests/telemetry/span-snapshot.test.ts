import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, type ReadableSpan, type Span } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { snapshotOpenSpan } from '../../src/telemetry/traces/span-snapshot.js';

const openSpan = (startTime: number): ReadableSpan => {
  const started: Span[] = [];
  const provider = new BasicTracerProvider({
    spanProcessors: [
      {
        onStart: (span) => void started.push(span),
        onEnd: () => {},
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  provider.getTracer('test').startSpan('waiting', { startTime, attributes: { table: 'orders' } });
  const [span] = started;
  if (!span) throw new Error('the provider started no span');
  return span;
};

describe('the snapshot of a span that still runs', () => {
  it('is the span as it would be had it ended now, marked with why', () => {
    const span = openSpan(1_795_000_000_000);
    const snapshot = snapshotOpenSpan(span, 'timeout', 1_795_000_002_500.5);
    expect(snapshot).toMatchObject({
      name: 'waiting',
      ended: false,
      startTime: [1_795_000_000, 0],
      endTime: [1_795_000_002, 500_500_000],
      duration: [2, 500_500_000],
      attributes: { table: 'orders', 'error.type': 'timeout' },
      status: { code: SpanStatusCode.ERROR },
    });
    expect(snapshot.spanContext()).toEqual(span.spanContext());
  });

  it('leaves the span itself running and unmarked', () => {
    const span = openSpan(1_795_000_000_000);
    snapshotOpenSpan(span, 'exit', Date.now());
    expect(span.ended).toBe(false);
    expect(span.attributes).toEqual({ table: 'orders' });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('never lasts less than nothing when the clock was set back', () => {
    expect(snapshotOpenSpan(openSpan(1_795_000_000_000), 'timeout', 1_794_000_000_000).duration).toEqual([0, 0]);
  });
});
