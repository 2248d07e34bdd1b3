import { isDeepStrictEqual } from 'node:util';
import { IdempotencyItemAlreadyExistsError } from 'otel-powertools/idempotency';
import { type IdempotencyRecord, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exploreInterleavings, type Steps } from './interleavings.js';
import { violationsIn } from './scenario.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** A conditional store in which each request takes effect at a moment of the schedule's choice. */
class ScheduledStore extends InMemoryPersistenceLayer {
  readonly steps: Steps;
  readonly violations: string[] = [];
  committed: unknown[] = [];

  constructor(steps: Steps) {
    super();
    this.steps = steps;
  }

  protected override async _putRecord(record: IdempotencyRecord) {
    await this.steps.take('put');
    return this.#watch('put', record, () => super._putRecord(record));
  }

  protected override async _updateRecord(record: IdempotencyRecord) {
    await this.steps.take('update');
    await this.#watch('update', record, () => this.apply(record));
    this.committed.push(record.responseData);
  }

  protected override async _deleteRecord(record: IdempotencyRecord) {
    await this.steps.take('delete');
    await this.#watch('delete', record, () => this.remove(record));
  }

  apply(record: IdempotencyRecord): Promise<void> {
    return super._updateRecord(record);
  }

  remove(record: IdempotencyRecord): Promise<void> {
    return super._deleteRecord(record);
  }

  protected async current(key: string): Promise<IdempotencyRecord | undefined> {
    return super._getRecord(key).catch(() => undefined);
  }

  async #watch<T>(name: string, { idempotencyKey }: IdempotencyRecord, write: () => Promise<T>): Promise<T> {
    const before = await this.current(idempotencyKey);
    try {
      return await write();
    } finally {
      const after = await this.current(idempotencyKey);
      if (before?.status === 'COMPLETED' && !isDeepStrictEqual(before, after))
        this.violations.push(`${name} changed a completed record`);
    }
  }
}

/** A store that does not send the record with its refusal, as old versions of DynamoDB's API: it is read afterwards. */
class TwoStepStore extends ScheduledStore {
  protected override async _putRecord(record: IdempotencyRecord) {
    try {
      return await super._putRecord(record);
    } catch {
      throw new IdempotencyItemAlreadyExistsError();
    }
  }

  protected override async _getRecord(key: string) {
    await this.steps.take('get');
    return super._getRecord(key);
  }
}

/** A store that writes without a condition once a key is claimed: what the scenario must find fault with. */
class UnconditionalStore extends ScheduledStore {
  readonly #records = new Map<string, IdempotencyRecord>();
  protected override async current(key: string) {
    return this.#records.get(key) ?? super.current(key);
  }
  override async apply(record: IdempotencyRecord) {
    this.#records.set(record.idempotencyKey, record);
  }
  override async remove(record: IdempotencyRecord) {
    this.#records.delete(record.idempotencyKey);
  }
}

describe('in every order in which equal calls, failures and expiries can happen', () => {
  it.each([
    { callers: 2, expiries: 0, Store: ScheduledStore },
    { callers: 2, expiries: 1, Store: ScheduledStore },
    { callers: 2, expiries: 2, Store: ScheduledStore },
    { callers: 3, expiries: 0, Store: ScheduledStore },
    { callers: 3, expiries: 1, Store: ScheduledStore },
    { callers: 2, expiries: 1, Store: TwoStepStore },
  ])(
    '$callers callers, $expiries expiries, $Store.name: at most one result is stored, and it stays',
    async (scenario) => {
      const schedules = await exploreInterleavings(async (steps) => {
        expect(await violationsIn(steps, scenario)).toEqual([]);
      });
      expect(schedules).toBeGreaterThan(10);
    },
    180_000,
  );

  it('a store that does not write under a condition is found out', async () => {
    const found = new Set<string>();
    await exploreInterleavings(async (steps) => {
      const violations = await violationsIn(steps, { callers: 2, expiries: 1, Store: UnconditionalStore });
      for (const violation of violations) found.add(violation.replace(/:.*/, ''));
    });
    expect(found).toContain('committed twice');
    expect(found).toContain('delete changed a completed record');
  });
});
