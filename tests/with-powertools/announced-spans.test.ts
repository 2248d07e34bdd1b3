import { setTimeout as delay } from 'node:timers/promises';
import { type Span, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type ExportCallback, withPowertools } from 'otel-powertools';
import { beforeEach, describe, expect, it } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

const tracer = trace.getTracer('test');

/** An exporter that takes note of what it gets, in order. */
const takingNote = (takesOpenSpans: boolean) => {
  const received: string[] = [];
  return {
    received,
    takesOpenSpans,
    export(spans: readonly ReadableSpan[], done: ExportCallback): void {
      received.push(...spans.map(({ name, attributes }) => `${name} ${attributes['error.type'] ?? 'ended'}`));
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
};

const once = takingNote(false);
const twice = takingNote(true);

describe('a span that is reported before it has ended', () => {
  beforeEach(() => {
    once.received.length = 0;
    twice.received.length = 0;
  });

  /** Answers when the spans that run have been reported, because the deadline is near. */
  const atDeadline = async (work: () => void): Promise<void> => {
    const handler = withPowertools(
      async () => {
        work();
        while (!once.received.includes('orders timeout')) await delay(5);
      },
      { traces: [once, twice], metrics: 'none', logs: 'none' },
    );
    await handler({}, lambdaContext({ remainingMillis: 300 }));
  };

  it('goes ahead of those that have ended', async () => {
    await atDeadline(() => {
      tracer.startSpan('quick').end();
      tracer.startSpan('slow');
    });
    const atOnce = ['orders timeout', 'slow timeout', 'quick ended'];
    expect(once.received).toEqual(atOnce);
    // Sent again when it has ended: what comes last counts.
    expect(twice.received).toEqual([...atOnce, 'orders ended']);
  });

  it('and ends in a later invocation is not given again to an exporter that cannot take it twice', async () => {
    const spans: Span[] = [];
    await atDeadline(() => void spans.push(tracer.startSpan('slow')));
    once.received.length = 0;
    twice.received.length = 0;

    const later = withPowertools(async () => {
      for (const span of spans) span.end();
      return 'later';
    });
    await expect(later({}, lambdaContext())).resolves.toBe('later');
    expect(once.received).toEqual(['orders ended']);
    expect(twice.received.toSorted()).toEqual(['orders ended', 'slow ended']);
  });
});
