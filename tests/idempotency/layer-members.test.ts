import {
  IdempotencyConfig,
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyKeyError,
  IdempotencyRecordStatus,
  IdempotencyValidationError,
} from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import {
  type BasePersistenceLayerOptions,
  IdempotencyRecord,
  InMemoryPersistenceLayer,
} from 'otel-powertools/idempotency/persistence';
import { describe, expect, it, vi } from 'vitest';
import { mockClientOf } from './mock-client.js';

/** Shows what subclasses use. */
class Layer extends InMemoryPersistenceLayer {
  keyOf = (data: string | object) => this.getHashedIdempotencyKey(data as never);
  hashOf = (data: string | object) => this.generateHash(data as never);
  cached = (key: string) => this.getFromCache(key);
  get lifetime() {
    return this.expiresAfterSeconds;
  }
}

const layer = (
  options: ConstructorParameters<typeof IdempotencyConfig>[0] = {},
  more: Partial<BasePersistenceLayerOptions> = {},
) => {
  const created = new Layer();
  created.configure({ config: new IdempotencyConfig(options), keyPrefix: 'orders', ...more });
  return created;
};
const DIGEST = 'u2y1xo30ZSlByvZSo2by2A==';
const order = { a: 1 };

describe('a persistence layer that is used by itself', () => {
  it('makes keys and hashes as functions that are made idempotent do', () => {
    expect(layer().keyOf(order)).toBe(`orders#${DIGEST}`);
    expect(layer().hashOf(order)).toBe(DIGEST);
    expect(layer({ expiresAfterSeconds: 7 }).lifetime).toBe(7);
    expect(() => layer({ eventKeyJmesPath: 'none' }).keyOf(order)).toThrow(IdempotencyKeyError);
    expect(() => new Layer().keyOf(order)).toThrow('call configure({ config }) first');
  });

  it('has the name of a function in its keys, where there is no prefix', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'shop');
    expect(layer({}, { keyPrefix: undefined, functionName: 'orders' }).keyOf(order)).toBe(`shop.orders#${DIGEST}`);
    vi.unstubAllEnvs();
  });

  it('saves that a call runs and what came of it, once', async () => {
    const store = layer();
    await store.saveInProgress(order, 1000);
    await expect(store.saveInProgress(order, 1000)).rejects.toBeInstanceOf(IdempotencyItemAlreadyExistsError);
    await store.saveSuccess(order, { paid: true });
    const record = await store.getRecord(order);
    expect(record.getStatus()).toBe(IdempotencyRecordStatus.COMPLETED);
    expect(record.getResponse()).toEqual({ paid: true });
  });

  it('deletes the record of a call that failed', async () => {
    const store = layer();
    await store.saveInProgress(order);
    await store.deleteRecord(order);
    await expect(store.getRecord(order)).rejects.toBeInstanceOf(IdempotencyItemNotFoundError);
  });

  it('keeps completed records in the local cache, and refuses a call by them', async () => {
    const store = layer({ useLocalCache: true });
    await store.saveInProgress(order);
    expect(store.cached(`orders#${DIGEST}`)).toBeUndefined();
    await store.saveSuccess(order, 'paid');
    expect(store.cached(`orders#${DIGEST}`)?.getResponse()).toBe('paid');
    await expect(store.saveInProgress(order)).rejects.toMatchObject({ existingRecord: { responseData: 'paid' } });
  });

  it('compares payloads', async () => {
    const store = layer({ eventKeyJmesPath: 'a', payloadValidationJmesPath: 'b' });
    await store.saveInProgress({ a: 1, b: 1 });
    await expect(store.getRecord({ a: 1, b: 2 })).rejects.toBeInstanceOf(IdempotencyValidationError);
    const found = await store.getRecord({ a: 1, b: 1 });
    expect(store.processExistingRecord(found, found)).toBe(found);
    const other = new IdempotencyRecord({ ...found, payloadHash: 'other' });
    expect(() => store.processExistingRecord(found, other)).toThrow(IdempotencyValidationError);
  });
});

describe('a subclass of the DynamoDB layer', () => {
  it('sees the client, the table and the names, and says what the key is', async () => {
    const { awsSdkV3Client, sent } = mockClientOf(() => ({}));
    class Sharded extends DynamoDBPersistenceLayer {
      protected override getKey(idempotencyKey: string) {
        return { ...super.getKey(idempotencyKey), shard: { S: String(idempotencyKey.length) } };
      }
      async describe() {
        await this.client.send({});
        const { tableName, keyAttr, sortKeyAttr, staticPkValue, statusAttr, expiryAttr, dataAttr } = this;
        return {
          tableName,
          keyAttr,
          sortKeyAttr,
          staticPkValue,
          statusAttr,
          expiryAttr,
          dataAttr,
          key: this.getKey('k'),
        };
      }
    }
    const store = new Sharded({ tableName: 'orders', dataAttr: 'result', awsSdkV3Client });
    expect(await store.describe()).toEqual({
      tableName: 'orders',
      keyAttr: 'id',
      sortKeyAttr: undefined,
      staticPkValue: 'idempotency#',
      statusAttr: 'status',
      expiryAttr: 'expiration',
      dataAttr: 'result',
      key: { id: { S: 'k' }, shard: { S: '1' } },
    });
    expect(sent).toEqual(['Object']);
  });
});
