import { describe, expect, it } from 'vitest';
import { Invocation } from '../../../src/invocation/invocation.js';
import type { Pending } from '../../../src/shared/pending.js';
import type { ExporterOf } from '../../../src/telemetry/export/export.js';
import { type BatchLimits, Outbox } from '../../../src/telemetry/export/outbox.js';
import { lambdaContext } from '../../support/lambda.js';

const exporter: ExporterOf<readonly object[]> = { export: (_items, done) => done({ code: 0 }) };
const item = { exporter, exported: 'spans', after: undefined } as const;

/** An outbox whose sends arrive when the test says so, and which is told when the runtime has answered. */
const startOutbox = (batch: BatchLimits | undefined) => {
  const arrivals: (() => void)[] = [];
  const works: (() => Pending)[] = [];
  const outbox = new Outbox({
    extension: {
      answered: (_requestId, work) => {
        works.push(work);
        return true;
      },
    },
    runs: () => [],
    send: () => new Promise((resolve) => arrivals.push(resolve)),
    batch,
  });
  /** Ends an invocation; gives what is waited for before Lambda goes on. */
  const endInvocation = (): Pending => {
    const invocation = new Invocation({
      event: {},
      lambdaContext: lambdaContext(),
      coldStart: false,
      deadline: undefined,
    });
    expect(outbox.release(invocation, 'end', (sending) => sending)).toBeUndefined();
    return works.pop()?.();
  };
  return { outbox, arrivals, endInvocation };
};

const isSettled = async (pending: Pending): Promise<boolean> => {
  let settled = pending === undefined;
  void pending?.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

const hour = { millis: 3_600_000, bytes: 1_000_000 };

describe('what is too much to wait for the end of an invocation', () => {
  it.each([
    ['after each invocation', undefined],
    ['in batches', hour],
  ])('goes at once, and Lambda goes on when it has arrived, where exports go out %s', async (_, batch) => {
    const { outbox, arrivals, endInvocation } = startOutbox(batch);
    for (let part = 0; part < 5; part += 1) {
      outbox.put(
        item,
        Array.from({ length: 1_000 }, () => ({})),
      );
    }
    expect(arrivals).toHaveLength(1);
    const end = endInvocation();
    expect(await isSettled(end)).toBe(false);
    for (const arrive of arrivals) arrive();
    expect(await isSettled(end)).toBe(true);
    expect(await isSettled(endInvocation()), 'the next invocation waits for nothing').toBe(true);
  });
});

describe('a batch', () => {
  it('is weighed once, however many invocations it waits for', async () => {
    const { outbox, endInvocation } = startOutbox(hour);
    let looks = 0;
    const span = {
      get name() {
        looks += 1;
        return 'work';
      },
    };
    outbox.put(item, [span]);
    for (let invocation = 0; invocation < 3; invocation += 1) expect(await isSettled(endInvocation())).toBe(true);
    expect(looks).toBe(1);
  });

  it('is complete when all that was put into it has its size', async () => {
    const { outbox, arrivals, endInvocation } = startOutbox({ ...hour, bytes: 100 });
    const sent: number[] = [];
    for (let invocation = 0; invocation < 4; invocation += 1) {
      outbox.put(item, [{ name: 'x'.repeat(40) }]);
      void endInvocation();
      sent.push(arrivals.length);
    }
    expect(sent).toEqual([0, 0, 1, 1]);
  });
});
