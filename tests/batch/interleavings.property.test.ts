import fc from 'fast-check';
import {
  BatchProcessor,
  batch,
  FullBatchFailureError,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
} from 'otel-powertools/batch';
import { lambdaContext } from 'otel-powertools/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sqsRecord } from './support.js';

/** What the handler of one record does: after so many milliseconds it succeeds or fails, or it never answers. */
interface Behaviour {
  readonly delay: number;
  readonly outcome: 'succeeds' | 'fails' | 'never';
  readonly group: string;
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  delay: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })),
  outcome: fc.oneof(
    { weight: 5, arbitrary: fc.constant('succeeds' as const) },
    { weight: 3, arbitrary: fc.constant('fails' as const) },
    { weight: 1, arbitrary: fc.constant('never' as const) },
  ),
  group: fc.constantFrom('A', 'B', 'C'),
});

const scenario = fc.record({
  behaviours: fc.array(behaviour, { maxLength: 14 }),
  concurrency: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 5 })),
  /** Milliseconds that the invocation has. */
  time: fc.integer({ min: 50, max: 2000 }),
});

const failedIds = async (answer: Promise<{ batchItemFailures: { itemIdentifier: string }[] }>, all: string[]) => {
  try {
    return (await answer).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  } catch (error) {
    // Then every record is sent again.
    if (error instanceof FullBatchFailureError) return all;
    throw error;
  }
};

describe('any interleaving of successes, failures and deadlines', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  type Drawn = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
  type Handler = (record: { messageId: string }) => Promise<void>;
  type Process = (
    handler: Handler,
    drawn: Drawn,
    event: { Records: ReturnType<typeof sqsRecord>[] },
    context: ReturnType<typeof lambdaContext>,
  ) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

  /** Runs the scenario, and checks what holds for every way to process a batch. */
  const check = async (drawn: Drawn, fifo: boolean, process: Process) => {
    const { behaviours, time } = drawn;
    const ids = behaviours.map((_, index) => `id-${index}`);
    const begun: string[] = [];
    const succeeded = new Set<string>();
    let running = 0;
    let mostRunning = 0;
    const over = Date.now() + time;
    const handler: Handler = async ({ messageId }) => {
      const { delay, outcome } = behaviours[Number(messageId.slice(3))] ?? { delay: 0, outcome: 'fails' };
      begun.push(messageId);
      mostRunning = Math.max(mostRunning, ++running);
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      if (outcome === 'never') await new Promise(() => {});
      running -= 1;
      if (outcome === 'fails') throw new Error(`failed ${messageId}`);
      succeeded.add(messageId);
    };
    const event = {
      Records: behaviours.map(({ group }, index) => sqsRecord(`id-${index}`, '', fifo ? { group } : {})),
    };
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => over - Date.now() };

    let answeredAt = Number.NaN;
    let seen: readonly string[] = [];
    const answered = failedIds(process(handler, drawn, event, context), ids).then((failed) => {
      answeredAt = Date.now();
      seen = [...succeeded];
      return failed;
    });
    await vi.advanceTimersByTimeAsync(time);
    const failed = await answered;

    expect(failed.toSorted()).toEqual(ids.filter((id) => !seen.includes(id)).toSorted());
    expect(new Set(failed).size).toBe(failed.length);
    expect(new Set(begun).size).toBe(begun.length);
    expect(answeredAt).toBeLessThanOrEqual(over);
    return { begun, failed, mostRunning, seen };
  };

  it('gives exactly the ids that failed, were not done or not begun, each once', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (drawn) => {
        const { mostRunning } = await check(drawn, false, (handler, { concurrency }, event, context) =>
          batch(handler, { source: 'SQS', concurrency })(event, context),
        );
        expect(mostRunning).toBeLessThanOrEqual(drawn.concurrency ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });

  it('does so with a processor', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.boolean(), async (drawn, processInParallel) => {
        await check(drawn, false, (handler, { concurrency }, event, context) =>
          processPartialResponse(event, handler, new BatchProcessor('SQS'), {
            concurrency,
            context,
            processInParallel,
          }),
        );
      }),
      { numRuns: 200 },
    );
  });

  const inOrder = (
    drawn: Drawn,
    { begun, failed, seen }: { begun: string[]; failed: string[]; seen: readonly string[] },
  ) => {
    for (const group of ['A', 'B', 'C']) {
      const own = drawn.behaviours.flatMap((each, index) => (each.group === group ? [`id-${index}`] : []));
      expect(begun.filter((id) => own.includes(id))).toEqual(
        own.slice(0, begun.filter((id) => own.includes(id)).length),
      );
      const firstFailure = own.findIndex((id) => failed.includes(id));
      // After the first of a group that is sent again nothing of it may be done.
      if (firstFailure >= 0) expect(own.slice(firstFailure).filter((id) => seen.includes(id))).toEqual([]);
    }
  };

  it('keeps the order of each group of a FIFO queue, with groups at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (drawn) => {
        const { concurrency } = drawn;
        const result = await check(drawn, true, (handler, _drawn, event, context) =>
          batch(handler, { source: 'SQS', concurrency })(event, context),
        );
        inOrder(drawn, result);
        expect(result.mostRunning).toBeLessThanOrEqual(Math.min(concurrency ?? 3, 3));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps it with a FIFO processor', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.boolean(), async (drawn, skipGroupOnError) => {
        const { concurrency } = drawn;
        const result = await check(drawn, true, (handler, _drawn, event, context) =>
          processPartialResponse(event, handler, new SqsFifoPartialProcessorAsync(), {
            skipGroupOnError,
            concurrency,
            context,
          }),
        );
        inOrder(drawn, result);
        if (!skipGroupOnError) expect(result.mostRunning).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});
