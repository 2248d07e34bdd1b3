import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyKeyError,
  IdempotencyPersistenceLayerError,
  IdempotencyValidationError,
  makeIdempotent,
} from 'otel-powertools/idempotency';
import { type IdempotencyRecord, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

interface Payment {
  readonly id?: string | number | boolean | null;
  readonly amount?: number;
}

/** A function whose runs are counted. */
const counted = () => {
  let runs = 0;
  return vi.fn(async (payment: Payment) => ({ paid: payment.amount, run: ++runs }));
};

const newStore = () => new InMemoryPersistenceLayer();
const byId = (options = {}) => new IdempotencyConfig({ eventKeyJmesPath: 'id', ...options });

describe('an idempotent function', () => {
  it('runs once, and gives later calls with the same payload the first result', async () => {
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore: newStore() });
    const first = await pay({ id: 'a', amount: 1 });
    expect(await pay({ amount: 1, id: 'a' })).toEqual(first);
    expect(work).toHaveBeenCalledTimes(1);
    await pay({ id: 'b', amount: 1 });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('takes what eventKeyJmesPath selects for the key', async () => {
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId() });
    await pay({ id: 'a', amount: 1 });
    await pay({ id: 'a', amount: 2 });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('takes the argument that dataIndexArgument names for the payload', async () => {
    const work = vi.fn((_count: number, payment: Payment) => payment.id);
    const pay = makeIdempotent(work, { persistenceStore: newStore(), dataIndexArgument: 1 });
    expect(await pay(1, { id: 'a' })).toBe('a');
    expect(await pay(2, { id: 'a' })).toBe('a');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does not take a second argument with a property called step for the context of a handler', async () => {
    const work = vi.fn((_from: number, range: { step: number }) => range.step);
    const count = makeIdempotent(work, { persistenceStore: newStore(), dataIndexArgument: 1 });
    await count(1, { step: 1 });
    expect(await count(1, { step: 2 })).toBe(2);
  });

  it('keeps its receiver and all its arguments', async () => {
    const account = {
      name: 'savings',
      pay: makeIdempotent(
        function (this: { name: string }, payment: Payment, note: string) {
          return `${this.name} ${payment.id} ${note}`;
        },
        { persistenceStore: newStore() },
      ),
    };
    expect(await account.pay({ id: 'a' }, 'rent')).toBe('savings a rent');
  });

  it('runs again after it failed, and the caller gets the very error', async () => {
    const failure = new TypeError('card declined');
    const work = vi
      .fn<(payment: Payment) => Promise<string>>()
      .mockRejectedValueOnce(failure)
      .mockResolvedValueOnce('paid');
    const pay = makeIdempotent(work, { persistenceStore: newStore() });
    await expect(pay({ id: 'a' })).rejects.toBe(failure);
    expect(await pay({ id: 'a' })).toBe('paid');
  });

  it.each(['just text', undefined, null, 42])('rethrows %s, which is no Error, as it is', async (thrown) => {
    const pay = makeIdempotent((_: Payment) => Promise.reject(thrown), { persistenceStore: newStore() });
    await expect(pay({ id: 'a' })).rejects.toBe(thrown);
  });

  it('lets one of two concurrent equal calls run and refuses the other', async () => {
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore: newStore() });
    const results = await Promise.allSettled([pay({ id: 'a' }), pay({ id: 'a' })]);
    expect(work).toHaveBeenCalledTimes(1);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refused] = results.filter((result) => result.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(IdempotencyAlreadyInProgressError);
    expect(refused?.reason.existingRecord).toMatchObject({ status: 'INPROGRESS' });
  });

  it('refuses the same key with another payload', async () => {
    const pay = makeIdempotent(counted(), {
      persistenceStore: newStore(),
      config: byId({ payloadValidationJmesPath: 'amount' }),
    });
    const first = await pay({ id: 'a', amount: 1 });
    await expect(pay({ id: 'a', amount: 2 })).rejects.toBeInstanceOf(IdempotencyValidationError);
    expect(await pay({ id: 'a', amount: 1 })).toEqual(first);
  });

  it('hands a stored response, and only that, to responseHook', async () => {
    const responseHook = vi.fn(async (response: unknown, record: IdempotencyRecord) => ({
      response,
      key: record.idempotencyKey,
    }));
    const pay = makeIdempotent(async (_: Payment) => 'paid', {
      persistenceStore: newStore(),
      config: byId({ responseHook }),
      keyPrefix: 'pay',
    });
    expect(await pay({ id: 'a' })).toBe('paid');
    expect(responseHook).not.toHaveBeenCalled();
    expect(await pay({ id: 'a' })).toEqual({ response: 'paid', key: expect.stringMatching(/^pay#/) });
  });

  it('takes the payload as it was when the function was called', async () => {
    const work = vi.fn((payment: { id: string }) => {
      payment.id = 'changed';
    });
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId() });
    await pay({ id: 'a' });
    await pay({ id: 'a' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('stores a result that is undefined', async () => {
    const work = vi.fn((_: Payment): void => {});
    const pay = makeIdempotent(work, { persistenceStore: newStore() });
    await pay({ id: 'a' });
    expect(await pay({ id: 'a' })).toBeUndefined();
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('the key', () => {
  it.each([
    ['is missing', {}],
    ['is null', { id: null }],
    ['is empty', { id: '' }],
  ])('that %s lets every call run, or fails where it is demanded', async (_, payment) => {
    const work = counted();
    const lenient = makeIdempotent(work, { persistenceStore: newStore(), config: byId() });
    await lenient(payment);
    await lenient(payment);
    expect(work).toHaveBeenCalledTimes(2);
    const strict = makeIdempotent(work, {
      persistenceStore: newStore(),
      config: byId({ throwOnNoIdempotencyKey: true }),
    });
    await expect(strict(payment)).rejects.toBeInstanceOf(IdempotencyKeyError);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it.each([{ id: 0 }, { id: false }])('$id is a key like any other', async (payment) => {
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId({ throwOnNoIdempotencyKey: true }) });
    await pay(payment);
    await pay(payment);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('of several parts is missing when all parts are', async () => {
    const work = counted();
    const config = new IdempotencyConfig({ eventKeyJmesPath: '[id, amount]' });
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config });
    await pay({});
    await pay({});
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('of two operations on one store differs by their prefixes, also where one calls the other', async () => {
    const persistenceStore = newStore();
    const inner = makeIdempotent(async (_: Payment) => 'inner', { persistenceStore, keyPrefix: 'inner' });
    const outer = makeIdempotent(async (payment: Payment) => `outer of ${await inner(payment)}`, {
      persistenceStore,
      keyPrefix: 'outer',
    });
    for (let call = 0; call < 2; call++) {
      expect(await outer({ id: 'a' })).toBe('outer of inner');
      expect(await inner({ id: 'a' })).toBe('inner');
    }
  });
});

describe('the time an execution has', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const abandon = (
    fn: (event: Payment, context: ReturnType<typeof lambdaContext>) => unknown,
    remainingMillis: number,
  ) => {
    void Promise.resolve(fn({ id: 'a' }, lambdaContext({ remainingMillis }))).catch(() => {});
    return vi.advanceTimersByTimeAsync(1);
  };

  it('is that of the invocation: when it is over, another call may run', async () => {
    const work = vi
      .fn()
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValue('paid');
    const handler = makeIdempotent(
      work as (event: Payment, context: ReturnType<typeof lambdaContext>) => Promise<string>,
      {
        persistenceStore: newStore(),
      },
    );
    await abandon(handler, 1000);
    await vi.advanceTimersByTimeAsync(900);
    await expect(handler({ id: 'a' }, lambdaContext())).rejects.toBeInstanceOf(IdempotencyAlreadyInProgressError);
    await vi.advanceTimersByTimeAsync(200);
    expect(await handler({ id: 'a' }, lambdaContext())).toBe('paid');
  });

  it('may be none: the key is not locked until the record expires', async () => {
    const work = vi
      .fn()
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValue('paid');
    const handler = makeIdempotent(
      work as (event: Payment, context: ReturnType<typeof lambdaContext>) => Promise<string>,
      {
        persistenceStore: newStore(),
      },
    );
    await abandon(handler, 0);
    await vi.advanceTimersByTimeAsync(5);
    expect(await handler({ id: 'a' }, lambdaContext())).toBe('paid');
  });

  it('is also known from config.registerLambdaContext', async () => {
    const config = byId();
    const work = vi
      .fn()
      .mockReturnValueOnce(new Promise(() => {}))
      .mockResolvedValue('paid');
    const pay = makeIdempotent(work as (payment: Payment) => Promise<string>, { persistenceStore: newStore(), config });
    config.registerLambdaContext(lambdaContext({ remainingMillis: 1000 }));
    void pay({ id: 'a' }).catch(() => {});
    await vi.advanceTimersByTimeAsync(1100);
    config.registerLambdaContext(lambdaContext());
    expect(await pay({ id: 'a' })).toBe('paid');
  });

  it('after which a result counts no more is expiresAfterSeconds', async () => {
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId({ expiresAfterSeconds: 10 }) });
    await pay({ id: 'a' });
    await vi.advanceTimersByTimeAsync(9_000);
    await pay({ id: 'a' });
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3_000);
    await pay({ id: 'a' });
    expect(work).toHaveBeenCalledTimes(2);
  });
});

describe('a call that waits', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const later = <T>(milliseconds: number, give: () => T) =>
    new Promise<T>((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(give());
        } catch (error) {
          reject(error);
        }
      }, milliseconds);
    });
  const settle = async <T>(calls: readonly Promise<T>[]) => {
    const settled = Promise.allSettled(calls);
    await vi.runAllTimersAsync();
    return settled;
  };

  it('gets the result of the one that runs', async () => {
    const work = vi.fn((_: Payment) => later(300, () => ({ receipt: 'r1' })));
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId({ onInProgress: 'wait' }) });
    const calls = await settle([pay({ id: 'a' }), pay({ id: 'a' }), pay({ id: 'a' })]);
    expect(calls).toEqual(Array(3).fill({ status: 'fulfilled', value: { receipt: 'r1' } }));
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('runs when the one that ran has failed', async () => {
    const work = vi
      .fn((_: Payment) => later(100, () => 'paid'))
      .mockImplementationOnce(() =>
        later(300, () => {
          throw new Error('card declined');
        }),
      );
    const pay = makeIdempotent(work, { persistenceStore: newStore(), config: byId({ onInProgress: 'wait' }) });
    const [first, second] = await settle([pay({ id: 'a' }), pay({ id: 'a' })]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'card declined' } });
    expect(second).toEqual({ status: 'fulfilled', value: 'paid' });
  });

  it('gives up in time to answer', async () => {
    const handler = makeIdempotent(
      async (_event: Payment, _context: ReturnType<typeof lambdaContext>) => later(5_000, () => 'late'),
      { persistenceStore: newStore(), config: byId({ onInProgress: 'wait' }) },
    );
    const running = handler({ id: 'a' }, lambdaContext({ remainingMillis: 10_000 }));
    await vi.advanceTimersByTimeAsync(1);
    const context = lambdaContext({ remainingMillis: 1_000 });
    let remaining = 0;
    const waiting = handler({ id: 'a' }, context).catch((error: unknown) => {
      remaining = context.getRemainingTimeInMillis();
      return error;
    });
    await vi.runAllTimersAsync();
    expect(await waiting).toBeInstanceOf(IdempotencyAlreadyInProgressError);
    expect(remaining).toBeGreaterThanOrEqual(250);
    expect(remaining).toBeLessThan(1_000);
    expect(await running).toBe('late');
  });
});

describe('when the store fails', () => {
  class FailingStore extends InMemoryPersistenceLayer {
    failing: 'put' | 'update' | 'delete' | undefined;
    readonly outage = new Error('throttled');
    protected override async _putRecord(record: IdempotencyRecord) {
      if (this.failing === 'put') throw this.outage;
      return super._putRecord(record);
    }
    protected override async _updateRecord(record: IdempotencyRecord) {
      if (this.failing === 'update') throw this.outage;
      return super._updateRecord(record);
    }
    protected override async _deleteRecord(record: IdempotencyRecord) {
      if (this.failing === 'delete') throw this.outage;
      return super._deleteRecord(record);
    }
  }

  it('before the function runs, it does not run', async () => {
    const persistenceStore = new FailingStore();
    persistenceStore.failing = 'put';
    const work = counted();
    const attempt = makeIdempotent(work, { persistenceStore })({ id: 'a' });
    await expect(attempt).rejects.toBeInstanceOf(IdempotencyPersistenceLayerError);
    await expect(attempt).rejects.toMatchObject({ cause: persistenceStore.outage });
    expect(work).not.toHaveBeenCalled();
  });

  it('after the function succeeded, it says so and does not let it run again', async () => {
    const persistenceStore = new FailingStore();
    persistenceStore.failing = 'update';
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore });
    await expect(pay({ id: 'a' })).rejects.toMatchObject({ name: 'IdempotencyPersistenceLayerError' });
    await expect(pay({ id: 'a' })).rejects.toBeInstanceOf(IdempotencyAlreadyInProgressError);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("after the function failed, the caller still gets the function's error", async () => {
    const persistenceStore = new FailingStore();
    persistenceStore.failing = 'delete';
    const failure = new Error('card declined');
    const pay = makeIdempotent((_: Payment) => Promise.reject(failure), { persistenceStore });
    await expect(pay({ id: 'a' })).rejects.toBe(failure);
  });

  it('does not take an error of the function for one of its own', async () => {
    for (const name of ['IdempotencyInconsistentStateError', 'IdempotencyItemAlreadyExistsError']) {
      const work = vi.fn((_: Payment) => Promise.reject(Object.assign(new Error('mine'), { name })));
      await expect(makeIdempotent(work, { persistenceStore: newStore() })({ id: name })).rejects.toThrow('mine');
      expect(work).toHaveBeenCalledTimes(1);
    }
  });

  it('takes its own record for its own, when the answer to its first attempt was lost', async () => {
    class ForgetfulStore extends InMemoryPersistenceLayer {
      protected override async _putRecord(record: IdempotencyRecord) {
        await super._putRecord(record);
        return super._putRecord(record);
      }
      protected override async _updateRecord(record: IdempotencyRecord) {
        await super._updateRecord(record);
        return super._updateRecord(record);
      }
    }
    expect(
      await makeIdempotent(async (_: Payment) => 'paid', { persistenceStore: new ForgetfulStore() })({ id: 'a' }),
    ).toBe('paid');
  });
});

describe('POWERTOOLS_IDEMPOTENCY_DISABLED', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each(['true', '1', ' YES ', 'on'])('%j lets every call run and touches no store', async (setting) => {
    vi.stubEnv('POWERTOOLS_IDEMPOTENCY_DISABLED', setting);
    const persistenceStore = newStore();
    const claim = vi.spyOn(persistenceStore, 'claimRecord');
    const work = counted();
    const pay = makeIdempotent(work, { persistenceStore });
    await pay({ id: 'a' });
    await pay({ id: 'a' });
    expect(work).toHaveBeenCalledTimes(2);
    expect(claim).not.toHaveBeenCalled();
  });

  it.each(['false', '0', '', 'maybe'])('%j leaves idempotency on', async (setting) => {
    vi.stubEnv('POWERTOOLS_IDEMPOTENCY_DISABLED', setting);
    expect(new IdempotencyConfig().isEnabled()).toBe(true);
  });
});

describe('the local cache', () => {
  it('answers a replay without the store, and no caller can change what the next one gets', async () => {
    const persistenceStore = newStore();
    const claim = vi.spyOn(persistenceStore, 'claimRecord');
    const pay = makeIdempotent(async (_: Payment) => ({ items: ['a'] }), {
      persistenceStore,
      config: byId({ useLocalCache: true }),
    });
    for (let call = 0; call < 3; call++) {
      const receipt = await pay({ id: 'a' });
      expect(receipt).toEqual({ items: ['a'] });
      receipt.items.push('changed');
    }
    expect(claim).toHaveBeenCalledTimes(1);
  });

  it('keeps maxLocalCacheSize records, those used last', async () => {
    const persistenceStore = newStore();
    const claim = vi.spyOn(persistenceStore, 'claimRecord');
    const pay = makeIdempotent(counted(), {
      persistenceStore,
      config: byId({ useLocalCache: true, maxLocalCacheSize: 2 }),
    });
    for (const id of ['a', 'b', 'a', 'c', 'a']) await pay({ id });
    expect(claim).toHaveBeenCalledTimes(3);
    await pay({ id: 'b' });
    expect(claim).toHaveBeenCalledTimes(4);
  });
});

describe('a durable execution that is replayed', () => {
  it('is not stopped by the record of its own first run', async () => {
    const persistenceStore = newStore();
    const work = vi.fn(async (_event: Payment, _context: object) => 'paid');
    const handler = makeIdempotent(work, { persistenceStore });
    const durable = (durableExecutionMode: string) => ({
      step: () => {},
      lambdaContext: lambdaContext(),
      durableExecutionMode,
    });
    await handler({ id: 'a' }, durable('ExecutionMode'));
    expect(await handler({ id: 'a' }, durable('ReplayMode'))).toBe('paid');
    expect(work).toHaveBeenCalledTimes(2);
    expect(await handler({ id: 'a' }, durable('ExecutionMode'))).toBe('paid');
    expect(work).toHaveBeenCalledTimes(2);
  });
});
