import { Readable } from 'node:stream';
import { IdempotencyConfig, IdempotencyPersistenceLayerError, makeIdempotent } from 'otel-powertools/idempotency';
import { CachePersistenceLayer } from 'otel-powertools/idempotency/cache';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { DynamoDBPersistenceLayer as DynamoDBLightPersistenceLayer } from 'otel-powertools/idempotency/dynamodb-light';
import { type BasePersistenceLayer, InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cacheServer, type RedisServer, startRedis } from '../support/redis-server.js';
import { type DynamoDBServer, startDynamoDB } from './dynamodb-server.js';
import { mockClientOf } from './mock-client.js';

let dynamodb: DynamoDBServer;
let redis: RedisServer | undefined;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  dynamodb = await startDynamoDB();
  if (!cacheServer) return;
  redis = await startRedis();
  client = createClient({ url: `redis://127.0.0.1:${redis.port}` });
  await client.connect();
});
afterAll(async () => {
  await dynamodb.stop();
  if (!redis) return;
  client.destroy();
  await redis.stop();
});

const stores: readonly [string, () => BasePersistenceLayer][] = [
  ['InMemoryPersistenceLayer', () => new InMemoryPersistenceLayer()],
  [
    'DynamoDBPersistenceLayer',
    () => new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client: dynamodb.client }),
  ],
  [
    'the light DynamoDBPersistenceLayer',
    () => new DynamoDBLightPersistenceLayer({ tableName: 'simple', clientConfig: dynamodb.clientConfig }),
  ],
  ...(cacheServer ? [['CachePersistenceLayer', () => new CachePersistenceLayer({ client })] as const] : []),
].map(([name, create]) => [name, create] as [string, () => BasePersistenceLayer]);

let keys = 0;
const idempotent = (create: () => BasePersistenceLayer, work: () => unknown, options = {}) =>
  makeIdempotent((_: object) => work(), {
    persistenceStore: create(),
    keyPrefix: `result-${++keys}`,
    config: new IdempotencyConfig(options),
  });

const form = (): FormData => {
  const data = new FormData();
  data.append('a', '1');
  data.append('a', '2');
  return data;
};

/** Results, each made anew, that a replay gives as the first call did. */
const kept: readonly [string, () => unknown][] = [
  ['a big integer', () => ({ big: 9007199254740993n, safe: 5n, negative: -1n, huge: 10n ** 60n })],
  ['a big integer alone', () => 5n],
  ['bytes', () => ({ bytes: new Uint8Array([1, 2]) })],
  ['a Buffer', () => Buffer.from('text')],
  ['an ArrayBuffer', () => new Uint8Array([1, 2]).buffer],
  [
    'typed arrays',
    () => [
      new Float64Array([0.1, Number.NaN]),
      new BigInt64Array([1n]),
      new Uint8ClampedArray([1]),
      new Int16Array([1, 2]).subarray(1),
    ],
  ],
  ['a DataView', () => new DataView(new Uint8Array([1, 2]).buffer)],
  ['sets of any kind', () => [new Set(['a']), new Set(), new Set([1, 'a', null]), new Set([1n]), new Set([{ a: 1 }])]],
  [
    'maps',
    () =>
      new Map<unknown, unknown>([
        ['b', 1n],
        ['a', new Map([[1, new Set([2])]])],
        [{ id: 1 }, null],
      ]),
  ],
  ['numbers that JSON has not', () => [Number.NaN, Number.NEGATIVE_INFINITY, -0, 1e300, 5e-324]],
  ['a RegExp', () => /a+/gi],
  ['FormData', form],
  ['URLSearchParams', () => new URLSearchParams('a=1&a=2')],
  [
    'Headers',
    () =>
      new Headers([
        ['a', '1'],
        ['set-cookie', 'b'],
        ['set-cookie', 'c'],
      ]),
  ],
  ['an error', () => ({ status: 'rejected', reason: Object.assign(new Error('no', { cause: 1n }), { code: 'E' }) })],
  ['a member with the name of a note', () => ({ 'otel-powertools.types': [['bigint', 'value']], value: 1 })],
];

describe.each(stores)('a result in %s', (_, create) => {
  it.each(kept)('is given back as it was: %s', async (_name, make) => {
    const work = vi.fn(make);
    const run = idempotent(create, work);
    expect(await run({ id: 1 })).toStrictEqual(make());
    const replayed = await run({ id: 1 });
    expect(replayed).toStrictEqual(make());
    expect(await run({ id: 1 })).not.toBe(typeof replayed === 'object' ? replayed : undefined);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['text', () => new Response('é', { status: 201, statusText: 'Made', headers: { 'x-id': '1' } })],
    ['JSON', () => Response.json({ a: 1 })],
    ['bytes', () => new Response(new Uint8Array([1, 255]))],
    ['nothing', () => new Response(null, { status: 204 })],
    [
      'two cookies',
      () =>
        new Response('', {
          headers: [
            ['set-cookie', 'a'],
            ['set-cookie', 'b'],
          ],
        }),
    ],
  ])('may be a Response with %s', async (_name, make) => {
    const run = idempotent(create, make);
    const told = async (response: unknown) => {
      if (!(response instanceof Response)) throw new Error('not a Response');
      const { status, statusText, headers } = response;
      return { status, statusText, headers: [...headers], body: await response.text() };
    };
    const expected = await told(make());
    expect(await told(await run({ id: 1 }))).toEqual(expected);
    expect(await told(await run({ id: 1 }))).toEqual(expected);
  });

  it.each([
    ['a ReadableStream', () => ({ body: new ReadableStream() })],
    ["a stream of Node's", () => ({ body: Readable.from(['a']) })],
    ['a Request', () => new Request('https://a.example/')],
    ['a Blob', () => [new Blob(['a'])]],
    ['a promise', () => ({ later: Promise.resolve(1) })],
    ['a WeakMap', () => new WeakMap()],
    ['a function', () => () => 1],
    ['an object whose content nobody can read', () => [1].values()],
    [
      'a value that contains itself',
      () => {
        const circle: unknown[] = [];
        circle.push(circle);
        return circle;
      },
    ],
    [
      'a Response that has been read',
      async () => {
        const response = new Response('a');
        await response.text();
        return response;
      },
    ],
  ])('is refused at the first call: %s', async (_name, make) => {
    const failed = idempotent(create, make)({ id: 1 });
    await expect(failed).rejects.toBeInstanceOf(IdempotencyPersistenceLayerError);
    await expect(failed).rejects.toThrow(/its result could not be stored under its idempotency key: .*cannot be kept/);
  });

  it('from the local cache is given back as it was, too', async () => {
    const run = idempotent(create, () => new Map([['a', 1n]]), { useLocalCache: true });
    await run({ id: 1 });
    expect(await run({ id: 1 })).toStrictEqual(new Map([['a', 1n]]));
  });
});

// dynalite drops such a member.
it.each(stores.filter(([name]) => !name.includes('DynamoDB')))(
  'a member called __proto__ is data in %s',
  async (_, create) => {
    const run = idempotent(create, () => JSON.parse('{"__proto__":{"a":1}}'));
    await run({ id: 1 });
    expect(JSON.stringify(await run({ id: 1 }))).toBe('{"__proto__":{"a":1}}');
  },
);

describe('a client of the AWS SDK', () => {
  it('may be a mock that answers nothing', async () => {
    const { awsSdkV3Client, sent } = mockClientOf(() => undefined);
    const work = vi.fn(() => 'done');
    const run = makeIdempotent(work, {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: 't', awsSdkV3Client }),
    });
    expect(await (run as (event: object) => unknown)({ id: 1 })).toBe('done');
    expect(sent).toEqual(['PutItemCommand', 'UpdateItemCommand']);
  });

  it('is waited for until the deadline of a registered context, and told then', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const awsSdkV3Client = {
      send: (_: object, options?: { readonly abortSignal?: AbortSignal }) => {
        signals.push(options?.abortSignal);
        return new Promise<object>(() => {});
      },
    };
    const lambdaContext = { getRemainingTimeInMillis: () => 150 } as never;
    const run = makeIdempotent((_: object) => 'done', {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: 't', awsSdkV3Client }),
      config: new IdempotencyConfig({ lambdaContext }),
    });
    await expect(run({ id: 1 })).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
    expect(signals[0]?.aborted).toBe(true);
  });
});
