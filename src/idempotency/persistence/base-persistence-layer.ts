import { diag } from '@opentelemetry/api';
import type { IdempotencyConfig } from '../idempotency-config.js';
import { type IdempotencyRecord, isRecord } from './idempotency-record.js';

/** The names of a record's attributes in a store. */
export const PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS = {
  statusAttr: 'status',
  expiryAttr: 'expiration',
  inProgressExpiryAttr: 'in_progress_expiration',
  dataAttr: 'data',
  validationKeyAttr: 'validation',
  claimAttr: 'claim',
  traceparentAttr: 'traceparent',
} as const;

export interface BasePersistenceLayerOptions {
  /** The settings of the function whose calls are kept. */
  readonly config: IdempotencyConfig;
  /** What the keys of the function begin with. */
  readonly keyPrefix?: string | undefined;
}

/**
 * Where records are kept. Extend it for a store of your own; the four methods below are all that it takes.
 *
 * A store that cannot write under a condition cannot keep two equal calls apart, nor a slow execution from the result of
 * the one that took over: each of the three writes must be one atomic operation.
 */
export abstract class BasePersistenceLayer {
  /** What keys begin with where no `keyPrefix` is given: the name of the function, from `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly idempotencyKeyPrefix: string;
  readonly #keyPrefixes = new Set<string>();
  #expiresAfterSeconds = 3600;
  #validatesPayload = false;

  constructor() {
    this.idempotencyKeyPrefix = process.env.AWS_LAMBDA_FUNCTION_NAME?.trim() ?? '';
  }

  /**
   * Writes `record`, unless there is one under its key that is neither expired nor, being in progress, past its
   * `inProgressExpiryTimestamp`. What it
   * returns counts if it is the {@link IdempotencyRecord} that was replaced.
   *
   * @throws {IdempotencyItemAlreadyExistsError} there is such a record; with it, if it is known.
   */
  protected abstract _putRecord(record: IdempotencyRecord): Promise<unknown>;

  /**
   * The record under a key, as the last write left it.
   *
   * @throws {IdempotencyItemNotFoundError} there is none.
   */
  protected abstract _getRecord(idempotencyKey: string): Promise<IdempotencyRecord>;

  /**
   * Writes the completed `record`, provided that there is none under its key or that the one there is in progress and has
   * the same `claim`.
   *
   * @throws {IdempotencyItemAlreadyExistsError} there is another; with it, if it is known.
   */
  protected abstract _updateRecord(record: IdempotencyRecord): Promise<void>;

  /** Deletes what is under the key of `record`, if that is in progress and has the same `claim`; else does nothing. */
  protected abstract _deleteRecord(record: IdempotencyRecord): Promise<void>;

  /** Called once for each function that is made idempotent with this store. */
  configure({ config, keyPrefix = this.idempotencyKeyPrefix }: BasePersistenceLayerOptions): void {
    if (this.#keyPrefixes.has(keyPrefix)) {
      diag.warn(
        `otel-powertools: two idempotent functions share a store and the key prefix "${keyPrefix}": with equal payloads one ` +
          'gets the result of the other. Give each a keyPrefix of its own.',
      );
    }
    this.#keyPrefixes.add(keyPrefix);
    this.#validatesPayload ||= config.payloadValidationJmesPath !== undefined;
    this.#expiresAfterSeconds = config.expiresAfterSeconds;
  }

  /** Whether any function that uses this store validates payloads. A record of one that does has a `payloadHash`. */
  isPayloadValidationEnabled(): boolean {
    return this.#validatesPayload;
  }

  /** The lifetime of records in seconds, as configured last. A record's own is in its `expiryTimestamp`. */
  getExpiresAfterSeconds(): number {
    return this.#expiresAfterSeconds;
  }

  /** @internal */
  async claimRecord(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined> {
    const replaced = await this._putRecord(record);
    return isRecord(replaced) ? replaced : undefined;
  }

  /** @internal */
  readRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    return this._getRecord(idempotencyKey);
  }

  /** @internal */
  completeRecord(record: IdempotencyRecord): Promise<void> {
    return this._updateRecord(record);
  }

  /** @internal */
  releaseRecord(record: IdempotencyRecord): Promise<void> {
    return this._deleteRecord(record);
  }
}
