import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
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

class Point {
  readonly #x: number;
  readonly #y: number;
  constructor(x: number, y: number) {
    this.#x = x;
    this.#y = y;
  }
  toJSON() {
    return { x: this.#x, y: this.#y };
  }
}

class Secret {
  readonly name = 'public';
  readonly #hidden: number;
  constructor(hidden: number) {
    this.#hidden = hidden;
  }
  get shown() {
    return this.#hidden;
  }
}
class Derived extends Secret {
  readonly more = 1;
}
class AllHidden {
  #hidden = 1;
  show() {
    return this.#hidden;
  }
}
class HidingMap extends Map<string, number> {
  #hidden = 1;
  show() {
    return this.#hidden;
  }
}
class Order {
  id: number;
  static #count = 0;
  constructor(id: number) {
    this.id = id;
    Order.#count++;
  }
  // A private method keeps nothing.
  #double() {
    return this.id * Order.#count;
  }
  twice() {
    return this.#double();
  }
}

const form = (entries: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) data.append(name, value);
  return data;
};
const bytes = (...values: number[]) => new Uint8Array(values);

/** Pairs of values that differ in what they hold. */
const twins: readonly [string, () => unknown, () => unknown][] = [
  ['FormData', () => form({ a: '1' }), () => form({ a: '2' })],
  ['Map', () => new Map([['a', 1]]), () => new Map([['a', 2]])],
  ['Map and its object', () => new Map([['a', 1]]), () => ({ a: 1 })],
  ['Map with other kinds of keys', () => new Map([[1, 'a']]), () => new Map([['1', 'a']])],
  ['Set', () => new Set(['a']), () => new Set(['b'])],
  ['Set and its list', () => new Set(['a']), () => ['a']],
  ['URLSearchParams', () => new URLSearchParams('a=1'), () => new URLSearchParams('a=2')],
  ['Headers', () => new Headers({ a: '1' }), () => new Headers({ a: '2' })],
  ['Error', () => new Error('a'), () => new Error('b')],
  ['Error with another cause', () => new Error('a', { cause: 1 }), () => new Error('a', { cause: 2 })],
  ['Error of another class', () => new TypeError('a'), () => new RangeError('a')],
  ['AggregateError', () => new AggregateError([1], 'a'), () => new AggregateError([2], 'a')],
  ['RegExp', () => /a/, () => /b/],
  ['RegExp flags', () => /a/g, () => /a/i],
  ['ArrayBuffer', () => bytes(1).buffer, () => bytes(2).buffer],
  ['Uint8Array', () => bytes(1), () => bytes(2)],
  ['views of one buffer', () => new Int8Array(4), () => new Int32Array(1)],
  ['a view and its members', () => bytes(1), () => ({ 0: 1 })],
  ['DataView', () => new DataView(bytes(1).buffer), () => new DataView(bytes(2).buffer)],
  ['Buffer', () => Buffer.from('a'), () => Buffer.from('b')],
  ['URL', () => new URL('https://a.example/1'), () => new URL('https://a.example/2')],
  ['Date', () => new Date(0), () => new Date(1)],
  ['a date that is none', () => ({ a: 1, at: new Date(Number.NaN) }), () => ({ a: 1, at: null })],
  ['an object with toJSON', () => new Point(1, 2), () => new Point(1, 3)],
  ['numbers that JSON has not', () => ({ a: Number.NaN, b: 1 }), () => ({ a: null, b: 1 })],
  ['infinities', () => Number.POSITIVE_INFINITY, () => Number.NEGATIVE_INFINITY],
  ['undefined in a list', () => ['a', undefined], () => ['a', null]],
];

/** Values whose content nobody can read. */
const unreadable: readonly [string, () => unknown][] = [
  ['a Request', () => new Request('https://a.example/')],
  ['a Response', () => new Response('a')],
  ['a Blob', () => new Blob(['a'])],
  [
    'FormData with a file',
    () => {
      const data = new FormData();
      data.append('file', new Blob(['a']), 'a.txt');
      return data;
    },
  ],
  ['a stream', () => new ReadableStream()],
  ["a stream of Node's", () => Readable.from(['a'])],
  ['a promise', () => Promise.resolve(1)],
  ['a WeakMap', () => new WeakMap()],
  ['a symbol', () => Symbol('a')],
  ['an iterator', () => [1].values()],
  ['an object that keeps all to itself', () => new AllHidden()],
  ['an object that keeps something to itself', () => new Secret(1)],
  ['an object whose class extends such a one', () => new Derived(1)],
  ['a Map that keeps something to itself', () => new HidingMap([['a', 1]])],
  ['a Map with members', () => Object.assign(new Map(), { a: 1 })],
  ['an object that inherits its members', () => Object.create({ a: 1 })],
];

const sameContent: readonly [string, () => unknown, () => unknown][] = [
  ['Set in another order', () => new Set(['a', 'b']), () => new Set(['b', 'a'])],
  [
    'Map in another order',
    () =>
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    () =>
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
  ],
  ['Headers in another case', () => new Headers({ A: '1' }), () => new Headers({ a: '1' })],
  ['an instance of a class that keeps nothing to itself', () => new Order(1), () => ({ id: 1 })],
  ['an object of another realm', () => runInNewContext('({ id: 1, list: [1] })'), () => ({ id: 1, list: [1] })],
  ['an object without a prototype', () => Object.assign(Object.create(null), { id: 1 }), () => ({ id: 1 })],
  ['boxed values', () => ({ a: new String('a') }), () => ({ a: 'a' })],
];

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

  describe.each([
    ['at the top', (value: unknown) => value],
    ['nested', (value: unknown) => ({ order: [{ value }] })],
  ])('of what is no JSON, %s,', (_, at) => {
    const keyOf = async (value: unknown, options = {}) => (await ourRecord(at(value), options))?.idempotencyKey;

    it.each(twins)('differs between two that differ: %s', async (_name, first, second) => {
      expect(await keyOf(first())).toBe(await keyOf(first()));
      expect(await keyOf(first())).not.toBe(await keyOf(second()));
    });

    it.each(twins)('differs where eventKeyJmesPath selects it: %s', async (_name, first, second) => {
      const select = async (value: unknown) =>
        (await ourRecord({ it: at(value) }, { eventKeyJmesPath: 'it', throwOnNoIdempotencyKey: true }))?.idempotencyKey;
      expect(await select(first())).not.toBe(await select(second()));
    });

    it.each(twins)('and so does the hash of the validated payload: %s', async (_name, first, second) => {
      const hash = async (value: unknown) =>
        (await ourRecord({ id: 1, it: at(value) }, { eventKeyJmesPath: 'id', payloadValidationJmesPath: 'it' }))
          ?.payloadHash;
      expect(await hash(first())).not.toBe(await hash(second()));
    });

    it.each(unreadable)('is refused for %s', async (_name, create) => {
      const failed = keyOf(create());
      await expect(failed).rejects.toBeInstanceOf(IdempotencyKeyError);
      await expect(failed).rejects.toThrow('cannot be read');
      const validated = ourRecord(
        { id: 1, it: at(create()) },
        { eventKeyJmesPath: 'id', payloadValidationJmesPath: 'it' },
      );
      await expect(validated).rejects.toBeInstanceOf(IdempotencyKeyError);
    });

    it.each(sameContent)('is one for the same content: %s', async (_name, first, second) => {
      expect(await keyOf(first())).toBe(await keyOf(second()));
    });
  });

  it.each([
    ['a URL', new URL('https://a.example/1')],
    ['an object without members of its own', new Point(1, 2)],
    ['a Map', new Map([['id', 1]])],
    ['a date', new Date(0)],
  ])('may be %s that the expression selects', async (_, id) => {
    const record = await ourRecord({ id }, { eventKeyJmesPath: 'id', throwOnNoIdempotencyKey: true });
    expect(record?.idempotencyKey).toMatch(/^#.{24}$/);
  });

  it.each([
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['URLSearchParams', new URLSearchParams()],
    ['bytes', new Uint8Array()],
  ])('is missing where %s is empty', async (_, id) => {
    const selected = ourRecord({ id }, { eventKeyJmesPath: 'id', throwOnNoIdempotencyKey: true });
    await expect(selected).rejects.toThrow('finds nothing in it');
  });

  it('differs between any two values that hold something else, and is one for two that hold the same', async () => {
    /** Makes a value, or what it holds in a form that `isDeepStrictEqual` looks into. */
    type Make = (asModel: boolean) => unknown;
    const values = fc.letrec<{ value: Make }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc
          .constantFrom(null, true, 0, 1, '', '1', 'a', '"a"', '[]', '{}', 'a\nb', Number.NaN, 1e300)
          .map((value) => () => value),
        fc.uint8Array({ maxLength: 3 }).map((data) => () => new Uint8Array(data)),
        fc.uint8Array({ maxLength: 3 }).map((data) => () => new Int8Array(data)),
        fc.uint8Array({ maxLength: 3 }).map((data) => () => new Uint8Array(data).buffer),
        fc.constantFrom('a', 'b', 'a,b').map((source) => () => new RegExp(source)),
        fc.constantFrom('a', 'b').map((message) => () => new Error(message)),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => (model: boolean) => items.map((item) => item(model))),
        fc
          .array(tie('value'), { maxLength: 3 })
          .map((items) => (model: boolean) => new Set(items.map((item) => item(model)))),
        fc
          .array(fc.tuple(fc.constantFrom('a', 'b', '1', '__proto__'), tie('value')), { maxLength: 3 })
          .map((pairs) => (model: boolean) => Object.fromEntries(pairs.map(([key, value]) => [key, value(model)]))),
        fc
          .array(fc.tuple(fc.constantFrom('a', 'b', 1, null), tie('value')), { maxLength: 3 })
          .map((pairs) => (model: boolean) => new Map(pairs.map(([key, value]) => [key, value(model)]))),
        fc
          .array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', 'x', 'x,y')), { maxLength: 3 })
          .map((pairs) => (model: boolean) => (model ? [/URLSearchParams/, pairs] : new URLSearchParams(pairs))),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(values, values, async (first, second) => {
        const [one, same, other] = await Promise.all(
          [first(false), first(false), second(false)].map((value) => ourRecord([value])),
        );
        expect(one?.idempotencyKey).toBe(same?.idempotencyKey);
        expect(one?.idempotencyKey === other?.idempotencyKey).toBe(isDeepStrictEqual(first(true), second(true)));
      }),
      { numRuns: 500 },
    );
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
