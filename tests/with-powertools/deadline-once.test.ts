import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type ExportCallback, withPowertools } from 'otel-powertools';
import { beforeEach, describe, expect, it } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

const tracer = trace.getTracer('test');

/** An exporter that cannot take a span twice, as of any backend but X-Ray. */
const received: { name: string; errorType: unknown; at: number }[] = [];
const exporter = {
  export(spans: ReadableSpan[], done: ExportCallback): void {
    for (const { name, attributes } of spans) {
      received.push({ name, errorType: attributes['error.type'], at: Date.now() });
    }
    done({ code: 0 });
  },
  shutdown: async () => {},
};

const run = (work: () => Promise<unknown>, remainingMillis: number): Promise<unknown> =>
  withPowertools(work, { traces: exporter })({}, lambdaContext({ remainingMillis }));

describe('an exporter that cannot take a span twice', () => {
  beforeEach(() => void received.splice(0));

  it('is told of what ended at the first alarm, and of what still runs only at the last', async () => {
    const begin = Date.now();
    void run(async () => {
      tracer.startSpan('ended').end();
      await new Promise(() => {});
    }, 2000);
    await delay(2000);
    expect(received.map(({ name, errorType }) => [name, errorType])).toEqual([
      ['ended', undefined],
      ['orders', 'timeout'],
    ]);
    const [ended, orders] = received.map(({ at }) => at - begin);
    expect(ended).toBeLessThan(1930);
    expect(orders).toBeGreaterThan(1900);
  });

  it('hears no false alarm of a handler that answers between the two', async () => {
    await run(() => delay(1830), 2000);
    expect(received.map(({ name, errorType }) => [name, errorType])).toEqual([['orders', undefined]]);
  });

  it('is told of spans that end after the first alarm before Lambda kills', async () => {
    void run(async () => {
      for (let count = 0; count < 100; count += 1) {
        tracer.startSpan(`step ${count}`).end();
        await delay(20);
      }
    }, 1000);
    await delay(1000);
    const steps = received.filter(({ name }) => name.startsWith('step'));
    // 20 ms a step, and the last flush 20 to 40 ms ahead of the end.
    expect(steps.length).toBeGreaterThan(40);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  });

  it.each([5000, Number.NaN, -1])('raises no alarm at the start for a margin of %d', async (deadlineMarginMillis) => {
    const { firstAlarmIn } = await import('../../src/invocation/deadline-guard.js');
    expect(firstAlarmIn(Date.now() + 1000, deadlineMarginMillis)).toBeGreaterThan(300);
  });
});
