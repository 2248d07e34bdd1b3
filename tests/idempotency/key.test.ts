import { IdempotencyConfig as PowertoolsConfig } from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer as PowertoolsLayer } from '@aws-lambda-powertools/idempotency/persistence';
import { diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { IdempotencyConfig, IdempotencyKeyError, makeIdempotent } from 'otel-powertools/idempotency';
import { type IdempotencyRecord, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { afterEach, describe, expect, it, vi } from 'vitest';

class OurStore extends InMemoryPersistenceLayer {
  record: IdempotencyRecord | undefined;
  protected override async _putRecord(record: IdempotencyRecord) {
    this.record = record;
    return super._putRecord(record);
  }
}

class PowertoolsStore extends PowertoolsLayer {
  record: { idempotencyKey: string; payloadHash?: string } | undefined;
  protected async _putRecord(record: { idempotencyKey: string; payloadHash?: string }) {
    this.record = record;
  }
  protected async _getRecord(): Promise<never> {
    throw new Error('not used');
  }
  protected async _updateRecord() {}
  protected async _deleteRecord() {}
}

const ourRecord = async (payload: unknown, options = {}, keyPrefix?: string) => {
  const persistenceStore = new OurStore();
  await makeIdempotent((_: unknown) => {}, { persistenceStore, config: new IdempotencyConfig(options), keyPrefix })(
    payload,
  );
  return persistenceStore.record;
};

const powertoolsRecord = async (payload: fc.JsonValue, options = {}) => {
  const store = new PowertoolsStore();
  store.configure({ config: new PowertoolsConfig(options) });
  await store.saveInProgress(payload, 1000);
  return store.record;
};

afterEach(() => void vi.unstubAllEnvs());

const circle: unknown[] = [];
circle.push(circle);

describe('the idempotency key', () => {
  it.each([
    [{ a: 1 }, 'u2y1xo30ZSlByvZSo2by2A=='],
    [{}, 'mZFLkyvTelC5g8XnyQrpOw=='],
    ['str', 'dn4teRLr79/hhJXtU2NfyA=='],
    [null, 'N6YlnMDB2uKZp4Zkid/wvQ=='],
    [{ b: 1, a: [{ z: 1, y: 2 }] }, 'bIEZTgdghlJD+imOvcrSGw=='],
  ])('of %j ends in %s', async (payload, digest) => {
    expect((await ourRecord(payload))?.idempotencyKey).toBe(`#${digest}`);
  });

  it('uses the digest that hashFunction names', async () => {
    const record = await ourRecord({ a: 1 }, { hashFunction: 'sha256' });
    expect(record?.idempotencyKey).toBe('#AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=');
  });

  it('begins with the name of the function, or with keyPrefix', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    expect((await ourRecord({ a: 1 }))?.idempotencyKey).toBe('orders#u2y1xo30ZSlByvZSo2by2A==');
    expect((await ourRecord({ a: 1 }, {}, ' create '))?.idempotencyKey).toBe('create#u2y1xo30ZSlByvZSo2by2A==');
  });

  it('is the key of Powertools, and so is the hash of the validated payload', async () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'Z', '_', '1', '0', 'é', ' ') });
    // Names that differ by case only are in the order of writing there, and in one order here.
    const distinct = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (new Set(Object.keys(value).map((key) => key.toLowerCase())).size === Object.keys(value).length &&
        Object.values(value).every(distinct));
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false, 0, -0, 1.5, 1e21, '', 'text', 'é\u{1f600}"'),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(name, tie('json'), { maxKeys: 6 }),
      ),
    }));
    const payload = fc.record({ id: name.filter((id) => id !== ''), data: json }).filter(distinct);
    const options = { eventKeyJmesPath: '[id, data]', payloadValidationJmesPath: 'data' };
    await fc.assert(
      fc.asyncProperty(payload, async (value) => {
        const theirs = await powertoolsRecord(value as fc.JsonValue, options);
        const ours = await ourRecord(value, options);
        expect({ key: ours?.idempotencyKey, hash: ours?.payloadHash }).toEqual({
          key: theirs?.idempotencyKey,
          hash: theirs?.payloadHash,
        });
      }),
    );
  });

  it('does not depend on the order in which members were written', async () => {
    const shuffled = fc
      .dictionary(fc.string(), fc.jsonValue(), { minKeys: 2 })
      .chain((object) =>
        fc.tuple(
          fc.constant(object),
          fc.shuffledSubarray(Object.keys(object), { minLength: Object.keys(object).length }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([object, keys]) => {
        const other = Object.fromEntries(keys.map((key) => [key, object[key]]));
        expect((await ourRecord(other))?.idempotencyKey).toBe((await ourRecord(object))?.idempotencyKey);
      }),
    );
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => {}],
    ['a symbol', Symbol('a')],
    ['a big integer', { id: 1n }],
    ['a circle', circle],
  ])('is refused where it would be made of %s', async (name, payload) => {
    await expect(ourRecord(payload), name).rejects.toBeInstanceOf(IdempotencyKeyError);
  });

  it('that two functions on one store share is warned of', () => {
    const warn = vi.fn();
    diag.setLogger({ error: warn, warn, info: warn, debug: warn, verbose: warn });
    const persistenceStore = new OurStore();
    makeIdempotent((_: unknown) => {}, { persistenceStore, keyPrefix: 'a' });
    makeIdempotent((_: unknown) => {}, { persistenceStore, keyPrefix: 'b' });
    expect(warn).not.toHaveBeenCalled();
    makeIdempotent((_: unknown) => {}, { persistenceStore, keyPrefix: 'a' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('the key prefix "a"'));
    diag.disable();
  });

  it('tells payloads apart that differ in a member called __proto__', async () => {
    const [first, second] = await Promise.all(
      ['{"__proto__":{"id":1}}', '{"__proto__":{"id":2}}'].map((json) => ourRecord(JSON.parse(json))),
    );
    expect(first?.idempotencyKey).not.toBe(second?.idempotencyKey);
  });
});
