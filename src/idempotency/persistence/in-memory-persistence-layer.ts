import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from '../errors.js';
import { BasePersistenceLayer } from './base-persistence-layer.js';
import { type IdempotencyRecord, IdempotencyRecordStatus } from './idempotency-record.js';
import { copyOf } from './local-cache.js';

/**
 * Keeps records in this process: for tests and local runs. Lambda runs many processes, so it protects nothing there.
 *
 * @example
 * ```ts
 * const charge = makeIdempotent(chargeCard, { persistenceStore: new InMemoryPersistenceLayer() });
 * ```
 */
export class InMemoryPersistenceLayer extends BasePersistenceLayer {
  readonly #records = new Map<string, IdempotencyRecord>();

  protected override async _putRecord(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined> {
    const existing = this.#records.get(record.idempotencyKey);
    if (existing && !existing.isExpired() && !existing.isAbandoned()) {
      throw new IdempotencyItemAlreadyExistsError(`There is a record under ${record.idempotencyKey}`, copyOf(existing));
    }
    this.#records.set(record.idempotencyKey, record);
    return existing;
  }

  protected override async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    const record = this.#records.get(idempotencyKey);
    if (!record) throw new IdempotencyItemNotFoundError(`There is no record under ${idempotencyKey}`);
    return copyOf(record);
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const existing = this.#records.get(record.idempotencyKey);
    if (existing && !isClaimOf(record, existing)) {
      throw new IdempotencyItemAlreadyExistsError(`There is a record under ${record.idempotencyKey}`, copyOf(existing));
    }
    this.#records.set(record.idempotencyKey, record);
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    const existing = this.#records.get(record.idempotencyKey);
    if (existing && isClaimOf(record, existing)) this.#records.delete(record.idempotencyKey);
  }
}

function isClaimOf(record: IdempotencyRecord, existing: IdempotencyRecord): boolean {
  return existing.status === IdempotencyRecordStatus.INPROGRESS && existing.claim === record.claim;
}
