import middy from '@middy/core';
import { withPowertools } from 'otel-powertools';
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from 'otel-powertools/idempotency';
import { makeHandlerIdempotent } from 'otel-powertools/idempotency/middleware';
import { type IdempotencyRecord, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

interface Payment {
  readonly id: string;
  readonly amount?: number;
}

type Work = (payment: Payment) => Promise<unknown>;
type Options = Omit<Parameters<typeof makeHandlerIdempotent>[0], 'persistenceStore'>;

const throughMiddy = (work: Work, options: Options = {}) => {
  const handler = middy((event: Payment) => work(event)).use(
    makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer(), ...options }),
  );
  // The type of Middy's context is that of @types/aws-lambda, with more than any code here reads.
  return (event: Payment): Promise<unknown> => handler(event, lambdaContext() as Parameters<typeof handler>[1]);
};

const throughPowertools = (work: Work, options: Options = {}) => {
  const handler = withPowertools((event: Payment) => work(event), {
    use: [makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer(), ...options })],
  });
  return (event: Payment): Promise<unknown> => handler(event, lambdaContext());
};

describe.each([
  ['middy', throughMiddy],
  ['withPowertools', throughPowertools],
])('makeHandlerIdempotent in %s', (_, wrap) => {
  it.each([[{ receipt: 'r1' }], [null], [undefined], [''], [0]])(
    'gives a second event the first result, %j',
    async (result) => {
      const work = vi.fn(async () => result);
      const handler = wrap(work);
      expect(await handler({ id: 'a' })).toEqual(result);
      expect(await handler({ id: 'a' })).toEqual(result);
      expect(work).toHaveBeenCalledTimes(1);
    },
  );

  it('lets an event run again after a failure', async () => {
    const failure = new Error('card declined');
    const work = vi.fn(async () => 'paid' as unknown).mockRejectedValueOnce(failure);
    const handler = wrap(work);
    await expect(handler({ id: 'a' })).rejects.toBe(failure);
    expect(await handler({ id: 'a' })).toBe('paid');
  });

  it('leaves the record of a running execution alone when a duplicate is refused', async () => {
    let finish: (result: unknown) => void = () => {};
    const work = vi.fn(() => new Promise((resolve) => (finish = resolve)));
    const handler = wrap(work);
    const running = handler({ id: 'a' });
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    await expect(handler({ id: 'a' })).rejects.toBeInstanceOf(IdempotencyAlreadyInProgressError);
    await expect(handler({ id: 'a' })).rejects.toBeInstanceOf(IdempotencyAlreadyInProgressError);
    finish('paid');
    expect(await running).toBe('paid');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('leaves a completed record alone when another payload is refused', async () => {
    const work = vi.fn(async () => 'paid');
    const handler = wrap(work, {
      config: new IdempotencyConfig({ eventKeyJmesPath: 'id', payloadValidationJmesPath: 'amount' }),
    });
    await handler({ id: 'a', amount: 1 });
    await expect(handler({ id: 'a', amount: 2 })).rejects.toBeInstanceOf(IdempotencyValidationError);
    expect(await handler({ id: 'a', amount: 1 })).toBe('paid');
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('makeHandlerIdempotent in middy', () => {
  it('lets the middlewares before it clean up when it answers in place of the handler', async () => {
    const cleanUp = vi.fn();
    const handler = middy(async (_: Payment) => 'paid')
      .use({ before: ({ internal }) => void Object.assign(internal, { 'powertools-for-aws.metrics': cleanUp }) })
      .use(makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer() }));
    const call = () => handler({ id: 'a' }, lambdaContext() as Parameters<typeof handler>[1]);
    await call();
    expect(cleanUp).not.toHaveBeenCalled();
    await call();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('keeps a result although a middleware fails after it was stored', async () => {
    const work = vi.fn(async (_: Payment) => 'paid');
    const handler = middy(work)
      .use({
        after: () => {
          throw new Error('serializer broke');
        },
      })
      .use(makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer() }));
    const call = () => handler({ id: 'a' }, lambdaContext() as Parameters<typeof handler>[1]);
    await expect(call()).rejects.toThrow('serializer broke');
    expect(await call()).toBe('paid');
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('the time limit of a function that a handler calls', () => {
  it('is the deadline of its own invocation, also where invocations overlap', async () => {
    const limits = new Map<string, number | undefined>();
    class Recorder extends InMemoryPersistenceLayer {
      protected override async _updateRecord(record: IdempotencyRecord) {
        limits.set(String(record.responseData), record.inProgressExpiryTimestamp);
        return super._updateRecord(record);
      }
    }
    const pay = makeIdempotent(async ({ id }: Payment) => id, { persistenceStore: new Recorder() });
    const handler = withPowertools(async (payment: Payment) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return pay(payment);
    });
    const started = Date.now();
    await Promise.all(
      [5_000, 60_000].map((remainingMillis) =>
        handler({ id: `${remainingMillis}` }, lambdaContext({ remainingMillis })),
      ),
    );
    for (const remaining of [5_000, 60_000]) {
      const limit = (limits.get(`${remaining}`) ?? 0) - started;
      expect(limit).toBeGreaterThanOrEqual(remaining);
      expect(limit).toBeLessThan(remaining + 4_000);
    }
  });
});
