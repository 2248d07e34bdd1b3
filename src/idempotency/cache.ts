import type { CacheClient } from './cache/client.js';
import { readRecord, writeRecord } from './cache/record-text.js';
import { createScriptRunner, type RunScript, type ScriptAnswer } from './cache/run-script.js';
import { DELETE, GET, PUT, type Script, UPDATE } from './cache/scripts.js';
import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from './errors.js';
import { attributeNamesOf, type BasePersistenceAttributes } from './persistence/attribute-names.js';
import { BasePersistenceLayer, type StoreRequestOptions } from './persistence/base-persistence-layer.js';
import type { IdempotencyRecord } from './persistence/idempotency-record.js';

export type { CacheClient, GlideClient, IORedisClient, NodeRedisClient } from './cache/client.js';

export interface CachePersistenceOptions extends BasePersistenceAttributes {
  /** A client of `redis`, `ioredis`, `iovalkey` or `@valkey/valkey-glide`: alone, a pool or a cluster. It has to be connected. */
  readonly client: CacheClient;
}

/** How long a record is kept that counts no more, so that the next execution can link to the one that it replaces. */
const KEPT_AFTERWARDS_MS = 60_000;

/**
 * Keeps records in Valkey or Redis, as JSON under the idempotency key. Each operation is one Lua script, so that equal calls
 * are kept apart as in DynamoDB; the records vanish a minute after they expire. A failover to a replica that had not
 * received a record yet loses it: use it where a second execution in that case does no harm.
 *
 * @throws {Error} `client` is none of these clients.
 * @example
 * ```ts
 * const client = await createClient({ url: process.env.CACHE_URL }).connect();
 * const persistenceStore = new CachePersistenceLayer({ client });
 * ```
 */
export class CachePersistenceLayer extends BasePersistenceLayer {
  /** The client that makes the requests. */
  protected readonly client: CacheClient;
  readonly #names: ReturnType<typeof attributeNamesOf>;
  readonly #run: RunScript;

  constructor(options: CachePersistenceOptions) {
    super();
    this.client = options.client;
    this.#names = attributeNamesOf(options);
    this.#run = createScriptRunner(options.client);
  }

  protected override async _putRecord(
    record: IdempotencyRecord,
    options?: StoreRequestOptions,
  ): Promise<IdempotencyRecord | undefined> {
    const { expiryAttr, inProgressExpiryAttr } = this.#names;
    const now = Date.now();
    const values = [...this.#written(record), expiryAttr, String(now / 1000), inProgressExpiryAttr, String(now)];
    const answer = await this.#request(PUT, record.idempotencyKey, values, options);
    this.#refuseIfHeld(record, answer);
    return answer.found === '' ? undefined : readRecord(record.idempotencyKey, answer.found, this.#names);
  }

  protected override async _getRecord(
    idempotencyKey: string,
    options?: StoreRequestOptions,
  ): Promise<IdempotencyRecord> {
    const { found } = await this.#request(GET, idempotencyKey, [], options);
    if (found === '') throw new IdempotencyItemNotFoundError(`There is no record under ${idempotencyKey}`);
    return readRecord(idempotencyKey, found, this.#names);
  }

  protected override async _updateRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void> {
    const values = [...this.#written(record), this.#names.claimAttr, record.claim ?? ''];
    this.#refuseIfHeld(record, await this.#request(UPDATE, record.idempotencyKey, values, options));
  }

  protected override async _deleteRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void> {
    const { statusAttr, claimAttr } = this.#names;
    await this.#request(DELETE, record.idempotencyKey, [statusAttr, claimAttr, record.claim ?? ''], options);
  }

  /** The arguments that every write begins with. */
  #written(record: IdempotencyRecord): string[] {
    const { expiryTimestamp = Date.now() / 1000 + this.expiresAfterSeconds } = record;
    const remaining = Math.max(0, Math.ceil(expiryTimestamp * 1000 - Date.now()));
    return [this.#names.statusAttr, writeRecord(record, this.#names), String(remaining + KEPT_AFTERWARDS_MS)];
  }

  #refuseIfHeld({ idempotencyKey }: IdempotencyRecord, { outcome, found }: ScriptAnswer): void {
    if (outcome !== 'held') return;
    throw new IdempotencyItemAlreadyExistsError(
      `There is a record of another execution under ${idempotencyKey}`,
      readRecord(idempotencyKey, found, this.#names),
    );
  }

  #request(
    script: Script,
    key: string,
    values: readonly string[],
    options?: StoreRequestOptions,
  ): Promise<ScriptAnswer> {
    return this.#run(script, { key, values, deadline: options?.deadline });
  }
}
