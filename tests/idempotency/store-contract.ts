import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyRecordStatus,
} from 'otel-powertools/idempotency';
import {
  type BasePersistenceLayer,
  IdempotencyRecord,
  type IdempotencyRecordOptions,
} from 'otel-powertools/idempotency/persistence';
import { describe, expect, it } from 'vitest';

const { INPROGRESS, COMPLETED } = IdempotencyRecordStatus;
const inSeconds = (seconds: number): number => Math.round(Date.now() / 1000) + seconds;

let keys = 0;
const newKey = (): string => `contract#${++keys}`;

const claimed = (idempotencyKey: string, changes: Partial<IdempotencyRecordOptions> = {}): IdempotencyRecord =>
  new IdempotencyRecord({
    idempotencyKey,
    status: INPROGRESS,
    expiryTimestamp: inSeconds(3600),
    inProgressExpiryTimestamp: Date.now() + 60_000,
    claim: 'first',
    ...changes,
  });

const completedBy = (claim: IdempotencyRecord, responseData: unknown): IdempotencyRecord =>
  new IdempotencyRecord({ ...claim, status: COMPLETED, responseData });

/** What every persistence layer must do. */
export const storeContract = (name: string, create: () => BasePersistenceLayer) =>
  describe(`${name} as an idempotency store`, () => {
    it('keeps every field of a record', async () => {
      const store = create();
      const record = claimed(newKey(), {
        payloadHash: 'hash',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      });
      await store.claimRecord(record);
      expect({ ...(await store.readRecord(record.idempotencyKey)), sortKey: undefined }).toEqual({ ...record });
    });

    it('says that there is no record under a key', async () => {
      await expect(create().readRecord(newKey())).rejects.toBeInstanceOf(IdempotencyItemNotFoundError);
    });

    it('lets exactly one of many callers claim a key', async () => {
      const store = create();
      const key = newKey();
      const claims = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => store.claimRecord(claimed(key, { claim: `caller ${index}` }))),
      );
      const refused = claims.filter((claim) => claim.status === 'rejected');
      expect(refused).toHaveLength(7);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(IdempotencyItemAlreadyExistsError);
    });

    it('refuses a claim of a completed key', async () => {
      const store = create();
      const record = claimed(newKey());
      await store.claimRecord(record);
      await store.completeRecord(completedBy(record, 'done'));
      await expect(store.claimRecord(claimed(record.idempotencyKey, { claim: 'second' }))).rejects.toBeInstanceOf(
        IdempotencyItemAlreadyExistsError,
      );
    });

    it.each([
      ['the record has expired', { expiryTimestamp: inSeconds(-5) }],
      ['the execution has run out of time', { inProgressExpiryTimestamp: Date.now() - 1000 }],
    ])('lets a key be claimed again when %s, and returns what was there', async (_, changes) => {
      const store = create();
      const abandoned = claimed(newKey(), changes);
      await store.claimRecord(abandoned);
      const second = claimed(abandoned.idempotencyKey, { claim: 'second' });
      expect(await store.claimRecord(second)).toMatchObject({ claim: 'first' });
      expect(await store.readRecord(abandoned.idempotencyKey)).toMatchObject({ claim: 'second' });
    });

    it('does not give a completed key away because its execution would have run out of time', async () => {
      const store = create();
      const record = claimed(newKey(), { inProgressExpiryTimestamp: Date.now() - 1000 });
      await store.claimRecord(record);
      await store.completeRecord(completedBy(record, 'done'));
      await expect(store.claimRecord(claimed(record.idempotencyKey, { claim: 'second' }))).rejects.toBeInstanceOf(
        IdempotencyItemAlreadyExistsError,
      );
    });

    it('does not give a key away that has no time limit of its own', async () => {
      const store = create();
      const record = claimed(newKey(), { inProgressExpiryTimestamp: undefined });
      await store.claimRecord(record);
      await expect(store.claimRecord(claimed(record.idempotencyKey, { claim: 'second' }))).rejects.toBeInstanceOf(
        IdempotencyItemAlreadyExistsError,
      );
    });

    it.each([
      ['an object', { id: 'a', lines: [{ price: 1.5, free: false }, null], empty: {}, none: [] }],
      ['a string', 'done'],
      ['an empty string', ''],
      ['a number', -0.25],
      ['false', false],
      ['null', null],
      ['nothing', undefined],
      ['bytes', new Uint8Array([1, 2, 255])],
      ['sets', { strings: new Set(['a', 'b']), numbers: new Set([1, 2]), empty: [] }],
      ['an integer beyond what a number holds', { big: 9007199254740993n }],
      ['keys that every object inherits', { constructor: 1, toString: null }],
    ])('gives back %s as it was stored', async (_, response) => {
      const store = create();
      const record = claimed(newKey());
      await store.claimRecord(record);
      await store.completeRecord(completedBy(record, response));
      const stored = await store.readRecord(record.idempotencyKey);
      expect(stored.getStatus()).toBe(COMPLETED);
      expect(stored.getResponse()).toEqual(response);
    });

    it('gives each caller a response that is theirs to change', async () => {
      const store = create();
      const record = claimed(newKey());
      await store.claimRecord(record);
      await store.completeRecord(completedBy(record, { items: ['a'] }));
      const { responseData } = await store.readRecord(record.idempotencyKey);
      Object.assign(responseData as object, { items: 'changed' });
      expect((await store.readRecord(record.idempotencyKey)).getResponse()).toEqual({ items: ['a'] });
    });

    it('does not let an execution complete a key that another has taken over', async () => {
      const store = create();
      const slow = claimed(newKey(), { inProgressExpiryTimestamp: Date.now() - 1000 });
      const fast = claimed(slow.idempotencyKey, { claim: 'second' });
      await store.claimRecord(slow);
      await store.claimRecord(fast);
      const late = store.completeRecord(completedBy(slow, 'slow'));
      await expect(late).rejects.toBeInstanceOf(IdempotencyItemAlreadyExistsError);
      await store.completeRecord(completedBy(fast, 'fast'));
      await expect(store.completeRecord(completedBy(slow, 'slow'))).rejects.toBeInstanceOf(
        IdempotencyItemAlreadyExistsError,
      );
      expect((await store.readRecord(slow.idempotencyKey)).getResponse()).toBe('fast');
    });

    it('lets an execution complete a key that nobody holds any more', async () => {
      const store = create();
      const record = claimed(newKey());
      await store.completeRecord(completedBy(record, 'done'));
      const stored = await store.readRecord(record.idempotencyKey);
      expect(stored.getStatus()).toBe(COMPLETED);
      expect(stored.getResponse()).toBe('done');
    });

    it('deletes the record of an execution that failed', async () => {
      const store = create();
      const record = claimed(newKey());
      await store.claimRecord(record);
      await store.releaseRecord(record);
      await expect(store.readRecord(record.idempotencyKey)).rejects.toBeInstanceOf(IdempotencyItemNotFoundError);
    });

    it('does not delete the record of another execution, nor a completed one, nor one that is gone', async () => {
      const store = create();
      const slow = claimed(newKey(), { inProgressExpiryTimestamp: Date.now() - 1000 });
      const fast = claimed(slow.idempotencyKey, { claim: 'second' });
      await store.releaseRecord(slow);
      await store.claimRecord(slow);
      await store.claimRecord(fast);
      await store.releaseRecord(slow);
      expect(await store.readRecord(slow.idempotencyKey)).toMatchObject({ claim: 'second' });
      await store.completeRecord(completedBy(fast, 'fast'));
      await store.releaseRecord(fast);
      expect((await store.readRecord(slow.idempotencyKey)).getResponse()).toBe('fast');
    });
  });
