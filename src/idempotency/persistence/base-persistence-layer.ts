import { diag } from '@opentelemetry/api';
import type { JSONValue } from '../../shared/json.js';
import { IdempotencyItemAlreadyExistsError, IdempotencyKeyError, IdempotencyValidationError } from '../errors.js';
import type { IdempotencyConfig } from '../idempotency-config.js';
import { toStoredForm } from '../values/result-form.js';
import { IdempotencyRecord, IdempotencyRecordStatus, isRecord } from './idempotency-record.js';
import { LocalCache } from './local-cache.js';

export interface BasePersistenceLayerOptions {
  /** The settings of the function whose calls are kept. */
  readonly config: IdempotencyConfig;
  /** What stands behind the name of the Lambda function in keys, where there is no `keyPrefix`. Default: nothing. */
  readonly functionName?: string | undefined;
  /** What the keys of the function begin with. */
  readonly keyPrefix?: string | undefined;
}

/** What a layer may know of the request that it is to make. */
export interface StoreRequestOptions {
  /** Milliseconds since the epoch at which the invocation ends, and with it every reason to wait. Undefined: not known. */
  readonly deadline?: number | undefined;
}

/** The operations of a layer for code that calls them itself. */
export interface BasePersistenceLayerInterface {
  /** Says whose calls are kept. */
  configure(options: BasePersistenceLayerOptions): void;
  /** Whether any function that uses the store validates payloads. */
  isPayloadValidationEnabled(): boolean;
  /** Writes that a call with this payload is running. */
  saveInProgress(data: JSONValue, remainingTimeInMillis?: number): Promise<void>;
  /** Writes what the call with this payload returned. */
  saveSuccess(data: JSONValue, result: JSONValue): Promise<void>;
  /** Deletes the record of the call with this payload. */
  deleteRecord(data: JSONValue): Promise<void>;
  /** The record of the call with this payload. */
  getRecord(data: JSONValue): Promise<IdempotencyRecord>;
}

/**
 * Where records are kept. Extend it for a store of your own; the four methods below are all that it takes.
 *
 * A store that cannot write under a condition cannot keep two equal calls apart, nor a slow execution from the result of
 * the one that took over: each of the three writes must be one atomic operation.
 */
export abstract class BasePersistenceLayer implements BasePersistenceLayerInterface {
  /** What keys begin with where no `keyPrefix` is given: the name of the function, from `AWS_LAMBDA_FUNCTION_NAME`. */
  idempotencyKeyPrefix: string;
  /** The lifetime of records in seconds, as configured last. Default: 3600. */
  protected expiresAfterSeconds = 3600;
  readonly #keyPrefixes = new Set<string>();
  #keyPrefix: string;
  #config: IdempotencyConfig | undefined;
  #cache: LocalCache | undefined;
  #validatesPayload = false;

  constructor() {
    this.idempotencyKeyPrefix = process.env.AWS_LAMBDA_FUNCTION_NAME?.trim() ?? '';
    this.#keyPrefix = this.idempotencyKeyPrefix;
  }

  /**
   * Writes `record`, unless there is one under its key that is neither expired nor, being in progress, past its
   * `inProgressExpiryTimestamp`. What it
   * returns counts if it is the {@link IdempotencyRecord} that was replaced.
   *
   * @throws {IdempotencyItemAlreadyExistsError} there is such a record; with it, if it is known.
   */
  protected abstract _putRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<unknown>;

  /**
   * The record under a key, as the last write left it.
   *
   * @throws {IdempotencyItemNotFoundError} there is none.
   */
  protected abstract _getRecord(idempotencyKey: string, options?: StoreRequestOptions): Promise<IdempotencyRecord>;

  /**
   * Writes the completed `record`, provided that there is none under its key or that the one there is in progress and has
   * the same `claim`.
   *
   * @throws {IdempotencyItemAlreadyExistsError} there is another; with it, if it is known.
   */
  protected abstract _updateRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void>;

  /** Deletes what is under the key of `record`, if that is in progress and has the same `claim`; else does nothing. */
  protected abstract _deleteRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void>;

  /** Called once for each function that is made idempotent with this store. */
  configure({ config, functionName, keyPrefix }: BasePersistenceLayerOptions): void {
    const own = functionName?.trim()
      ? `${this.idempotencyKeyPrefix}.${functionName.trim()}`
      : this.idempotencyKeyPrefix;
    const prefix = keyPrefix?.trim() || own;
    if (this.#keyPrefixes.has(prefix)) {
      diag.warn(
        `otel-powertools: two idempotent functions share a store and the key prefix "${prefix}": with equal payloads one ` +
          'gets the result of the other. Give each a keyPrefix of its own.',
      );
    }
    this.#keyPrefixes.add(prefix);
    this.#keyPrefix = prefix;
    this.#config = config;
    this.#validatesPayload ||= config.payloadValidationJmesPath !== undefined;
    this.expiresAfterSeconds = config.expiresAfterSeconds;
    if (!config.useLocalCache) return;
    this.#cache ??= new LocalCache(config.maxLocalCacheSize);
    this.#cache.holdAtLeast(config.maxLocalCacheSize);
  }

  /** Whether any function that uses this store validates payloads. A record of one that does has a `payloadHash`. */
  isPayloadValidationEnabled(): boolean {
    return this.#validatesPayload;
  }

  /** The lifetime of records in seconds, as configured last. A record's own is in its `expiryTimestamp`. */
  getExpiresAfterSeconds(): number {
    return this.expiresAfterSeconds;
  }

  /**
   * Writes that a call is running, under the key of its payload as configured last. For code that does by hand what
   * `makeIdempotent` does.
   *
   * @throws {IdempotencyItemAlreadyExistsError} there is a record of another call.
   */
  async saveInProgress(data: JSONValue, remainingTimeInMillis?: number): Promise<void> {
    const idempotencyKey = this.getHashedIdempotencyKey(data);
    const cached = this.getFromCache(idempotencyKey);
    if (cached) throw new IdempotencyItemAlreadyExistsError(`There is a record under ${idempotencyKey}`, cached);
    await this._putRecord(
      new IdempotencyRecord({
        idempotencyKey,
        status: IdempotencyRecordStatus.INPROGRESS,
        expiryTimestamp: this.#expiry(),
        inProgressExpiryTimestamp:
          remainingTimeInMillis === undefined ? undefined : Math.round(Date.now() + remainingTimeInMillis),
        payloadHash: this.#payloadHash(data),
      }),
    );
  }

  /** Writes what a call returned that `saveInProgress` was called for. */
  async saveSuccess(data: JSONValue, result: JSONValue): Promise<void> {
    const record = new IdempotencyRecord({
      idempotencyKey: this.getHashedIdempotencyKey(data),
      status: IdempotencyRecordStatus.COMPLETED,
      expiryTimestamp: this.#expiry(),
      responseData: await toStoredForm(result),
      payloadHash: this.#payloadHash(data),
    });
    await this._updateRecord(record);
    this.saveToCache(record);
  }

  /** Deletes what `saveInProgress` has written for this payload. */
  async deleteRecord(data: JSONValue): Promise<void> {
    const idempotencyKey = this.getHashedIdempotencyKey(data);
    await this._deleteRecord(new IdempotencyRecord({ idempotencyKey, status: IdempotencyRecordStatus.EXPIRED }));
    this.deleteFromCache(idempotencyKey);
  }

  /**
   * The record under the key of this payload.
   *
   * @throws {IdempotencyItemNotFoundError} there is none.
   * @throws {IdempotencyValidationError} it is of another payload.
   */
  async getRecord(data: JSONValue): Promise<IdempotencyRecord> {
    const idempotencyKey = this.getHashedIdempotencyKey(data);
    const cached = this.getFromCache(idempotencyKey);
    return this.processExistingRecord(cached ?? (await this._getRecord(idempotencyKey)), data);
  }

  /**
   * Compares a record that was found with a payload, or with the record that was to be written, and keeps it in the local
   * cache if it is used.
   *
   * @throws {IdempotencyValidationError} `payloadValidationJmesPath` selects something else in the two.
   */
  processExistingRecord(
    storedDataRecord: IdempotencyRecord,
    processedData: JSONValue | IdempotencyRecord,
  ): IdempotencyRecord {
    if (this.#validatesPayload) {
      const hash = isRecord(processedData) ? processedData.payloadHash : this.#payloadHash(processedData);
      if (hash !== storedDataRecord.payloadHash) {
        throw new IdempotencyValidationError(
          'The idempotency key was used before with another payload: what payloadValidationJmesPath selects differs',
          storedDataRecord,
        );
      }
    }
    this.saveToCache(storedDataRecord);
    return storedDataRecord;
  }

  /**
   * The key of a payload: the prefix, `#`, and the digest, as configured last.
   *
   * @throws {IdempotencyKeyError} there is nothing in the payload to make a key of.
   */
  protected getHashedIdempotencyKey(data: JSONValue): string {
    const key = this.#configured().keyOf(data);
    if (key !== undefined) return `${this.#keyPrefix}#${key}`;
    throw new IdempotencyKeyError('The payload has no idempotency key: eventKeyJmesPath finds nothing in it');
  }

  /** The digest of any value, as keys have it. */
  protected generateHash(data: JSONValue): string {
    return this.#configured().digestOf(data);
  }

  /** A copy of the completed record that the local cache has under a key. Without `useLocalCache` there is none. */
  protected getFromCache(idempotencyKey: string): IdempotencyRecord | undefined {
    return this.#cache?.get(idempotencyKey);
  }

  /** Keeps a completed record in the local cache, if there is one. */
  protected saveToCache(record: IdempotencyRecord): void {
    if (record.status === IdempotencyRecordStatus.COMPLETED) this.#cache?.set(record.idempotencyKey, record);
  }

  /** Removes what the local cache has under a key. */
  protected deleteFromCache(idempotencyKey: string): void {
    this.#cache?.delete(idempotencyKey);
  }

  /** @internal */
  get localCache(): LocalCache | undefined {
    return this.#cache;
  }

  /** @internal */
  async claimRecord(record: IdempotencyRecord, deadline?: number): Promise<IdempotencyRecord | undefined> {
    const replaced = await this._putRecord(record, { deadline });
    return isRecord(replaced) ? replaced : undefined;
  }

  /** @internal */
  readRecord(idempotencyKey: string, deadline?: number): Promise<IdempotencyRecord> {
    return this._getRecord(idempotencyKey, { deadline });
  }

  /** @internal */
  completeRecord(record: IdempotencyRecord, deadline?: number): Promise<void> {
    return this._updateRecord(record, { deadline });
  }

  /** @internal */
  releaseRecord(record: IdempotencyRecord, deadline?: number): Promise<void> {
    return this._deleteRecord(record, { deadline });
  }

  #configured(): IdempotencyConfig {
    if (this.#config) return this.#config;
    throw new Error('The persistence layer is not configured: call configure({ config }) first');
  }

  #payloadHash(data: JSONValue): string | undefined {
    return this.#configured().payloadHashOf(data);
  }

  #expiry(): number {
    return Math.round(Date.now() / 1000 + this.expiresAfterSeconds);
  }
}
