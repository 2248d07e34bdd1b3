import {
  IdempotencyConfig as PowertoolsConfig,
  makeIdempotent as powertoolsIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { CachePersistenceLayer as PowertoolsCacheLayer } from '@aws-lambda-powertools/idempotency/cache';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Decoder, GlideClient } from '@valkey/valkey-glide';
import { IdempotencyConfig, IdempotencyPersistenceLayerError, makeIdempotent } from 'otel-powertools/idempotency';
import { type CacheClient, CachePersistenceLayer } from 'otel-powertools/idempotency/cache';
import type { IdempotencyRecord } from 'otel-powertools/idempotency/persistence';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { lambdaContext } from '../support/lambda.js';
import { cacheServer, type RedisServer, startRedis } from '../support/redis-server.js';
import { type Connection, clients, clusterClients } from './cache-clients.js';
import { exploreInterleavings, type Steps } from './interleavings.js';
import { violationsIn, type WatchedStore } from './scenario.js';
import { storeContract } from './store-contract.js';

const ownNames = {
  statusAttr: 'state',
  expiryAttr: 'ttl',
  inProgressExpiryAttr: 'lock_until',
  dataAttr: 'response',
  validationKeyAttr: 'checksum',
  claimAttr: 'owner',
  traceparentAttr: 'trace',
};

const config = new IdempotencyConfig({ eventKeyJmesPath: 'id', payloadValidationJmesPath: 'amount' });
const payment = { id: 'a', amount: 1 };

describe.skipIf(!cacheServer)('a cache', () => {
  describe.each([
    { kind: 'alone', cluster: false, list: clients },
    { kind: 'as a cluster', cluster: true, list: clusterClients },
  ])('$kind', ({ cluster, list }) => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedis({ cluster });
    });
    afterAll(() => server.stop());

    describe.each(list)('with the client %s', (name, connect) => {
      let connection: Connection;
      beforeAll(async () => {
        connection = await connect(server.port);
      });
      afterAll(() => connection.close());
      storeContract(`CachePersistenceLayer (${name})`, () => new CachePersistenceLayer({ client: connection.client }));
      storeContract(
        `CachePersistenceLayer (${name}) with names of its own`,
        () => new CachePersistenceLayer({ client: connection.client, ...ownNames }),
      );
    });
  });

  describe('as a store', () => {
    let server: RedisServer;
    let client: ReturnType<typeof createClient>;
    beforeAll(async () => {
      server = await startRedis();
      client = createClient({ url: `redis://127.0.0.1:${server.port}` });
      await client.connect();
    });
    afterAll(() => {
      client.destroy();
      return server.stop();
    });

    let keys = 0;
    const idempotent = (
      work: (payment: { id: string; amount: number }, context?: object) => unknown,
      using?: CacheClient,
    ) =>
      makeIdempotent(work, {
        persistenceStore: new CachePersistenceLayer({ client: using ?? client }),
        config,
        keyPrefix: `cache-${++keys}`,
      });
    const onlyKey = async () => (await client.keys(`cache-${keys}#*`))[0] ?? '';

    it('lets one of many equal calls of many clients run', async () => {
      const connections = await Promise.all(clients.map(([, connect]) => connect(server.port)));
      const work = vi.fn(async () => 'paid');
      const prefix = `cache-${++keys}`;
      const waiting = new IdempotencyConfig({ eventKeyJmesPath: 'id', onInProgress: 'wait' });
      const functions = connections.map((connection) =>
        makeIdempotent(work, {
          persistenceStore: new CachePersistenceLayer({ client: connection.client }),
          config: waiting,
          keyPrefix: prefix,
        }),
      );
      const calls = Array.from({ length: 30 }, (_, index) =>
        (functions[index % functions.length] as (event: object) => Promise<string>)(payment),
      );
      expect(new Set(await Promise.all(calls))).toEqual(new Set(['paid']));
      expect(work).toHaveBeenCalledTimes(1);
      for (const connection of connections) connection.close();
    });

    it('finds its scripts again after the server has forgotten them', async () => {
      for (const [, connect] of clients) {
        const connection = await connect(server.port);
        const pay = idempotent(async () => 'paid', connection.client);
        await client.scriptFlush();
        await pay(payment);
        await client.scriptFlush();
        expect(await pay(payment)).toBe('paid');
        connection.close();
      }
    });

    it('writes records as Powertools does, and they vanish a minute after they expire', async () => {
      const pay = idempotent(async () => ({ ok: true }));
      await pay(payment, lambdaContext());
      expect(JSON.parse((await client.get(await onlyKey())) ?? '')).toEqual({
        status: 'COMPLETED',
        expiration: expect.any(Number),
        in_progress_expiration: expect.any(Number),
        validation: expect.any(String),
        claim: expect.any(String),
        data: { ok: true },
      });
      expect(await client.ttl(await onlyKey())).toBeGreaterThan(3600);
      expect(await client.ttl(await onlyKey())).toBeLessThanOrEqual(3661);
    });

    it('is read by Powertools, and reads what Powertools has written', async () => {
      const theirs = (work: () => unknown, keyPrefix: string) =>
        powertoolsIdempotent(async (_: object) => work(), {
          persistenceStore: new PowertoolsCacheLayer({ client }),
          config: new PowertoolsConfig({ eventKeyJmesPath: 'id' }),
          keyPrefix,
        });
      const ours = idempotent(async () => ({ by: 'us' }));
      await ours(payment);
      expect(await theirs(() => ({ by: 'them' }), `cache-${keys}`)(payment)).toEqual({ by: 'us' });

      await theirs(() => ({ by: 'them' }), 'theirs')(payment);
      const reading = makeIdempotent(async (_: object) => ({ by: 'us' }), {
        persistenceStore: new CachePersistenceLayer({ client }),
        config: new IdempotencyConfig({ eventKeyJmesPath: 'id' }),
        keyPrefix: 'theirs',
      });
      expect(await reading(payment)).toEqual({ by: 'them' });
    });

    it.each(['not json', 'null', '[]', '{"expiration":99999999999}'])(
      'lets %j, which is no record, keep nobody from running',
      async (text) => {
        const pay = idempotent(async () => 'paid');
        await pay(payment);
        await client.set(await onlyKey(), text);
        expect(await pay(payment)).toBe('paid');
        expect(JSON.parse((await client.get(await onlyKey())) ?? '')).toMatchObject({ status: 'COMPLETED' });
      },
    );

    it.each([
      'abc😀'.slice(0, 4),
      '\udc00',
      '\ud800\ud800',
      '\\ud800 \ud800 \\',
      { '\ud800': [{ status: '\udfff' }] },
      '😀\\u',
    ])('runs once for a result with halves of surrogate pairs: %j', async (result) => {
      const work = vi.fn(async () => result);
      const pay = idempotent(work);
      await pay(payment);
      expect(await pay(payment)).toEqual(result);
      expect(work).toHaveBeenCalledTimes(1);
    });

    it('says what the server said where the key holds something else', async () => {
      const pay = idempotent(async () => 'paid');
      await pay(payment);
      const key = await onlyKey();
      await client.del(key);
      await client.hSet(key, 'a', 'b');
      const failed = pay(payment);
      await expect(failed).rejects.toBeInstanceOf(IdempotencyPersistenceLayerError);
      await expect(failed).rejects.toMatchObject({ cause: { message: expect.stringContaining('WRONGTYPE') } });
    });

    it('is read where the client gives bytes', async () => {
      const glide = await GlideClient.createClient({
        addresses: [{ host: '127.0.0.1', port: server.port }],
        defaultDecoder: Decoder.Bytes,
      });
      const pay = idempotent(async () => 'é', glide);
      await pay(payment);
      expect(await pay(payment)).toBe('é');
      glide.close();
    });

    it('refuses a result that is nested too deeply for its scripts', async () => {
      let deep: object = {};
      for (let depth = 0; depth < 1000; depth++) deep = { deep };
      await expect(idempotent(async () => deep)(payment)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('nested more than 900 deep') },
      });
    });

    it.each([[{}], [{ get: async () => null, set: async () => null, del: async () => 0 }]])(
      'refuses %o, which can run no script',
      (wrong) => {
        expect(() => new CachePersistenceLayer({ client: wrong as unknown as CacheClient })).toThrow(
          'each operation is one script',
        );
      },
    );

    it('is waited for until the deadline of a registered context, and no longer', async () => {
      const unreachable = createClient({ url: 'redis://127.0.0.1:1', socket: { reconnectStrategy: 1000 } });
      unreachable.on('error', () => {});
      void unreachable.connect().catch(() => {});
      const pay = makeIdempotent(async (_: object) => 'paid', {
        persistenceStore: new CachePersistenceLayer({ client: unreachable }),
        config: new IdempotencyConfig({ lambdaContext: { ...lambdaContext(), getRemainingTimeInMillis: () => 150 } }),
      });
      await expect(pay(payment)).rejects.toMatchObject({
        cause: { name: 'TimeoutError', message: expect.stringMatching(/had 1\d\d ms for a request to the cache/) },
      });
      unreachable.destroy();
    });

    describe('in the trace', () => {
      const exported = new InMemorySpanExporter();
      afterEach(() => {
        exported.reset();
        trace.disable();
        context.disable();
      });
      const traced = <T>(work: () => Promise<T>): Promise<T> => {
        context.setGlobalContextManager(new AsyncLocalStorageContextManager());
        trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exported)] }));
        return trace.getTracer('test').startActiveSpan('handler', (span) => work().finally(() => span.end()));
      };
      const clientSpans = () => exported.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);

      it('is a call of a database, with nothing of key or record', async () => {
        const pay = idempotent(async () => 'paid');
        await pay({ id: 'other', amount: 1 });
        await traced(() => pay(payment).then(() => pay(payment)));
        expect(clientSpans().map(({ name, status }) => [name, status.code])).toEqual(
          Array(3).fill(['EVALSHA', SpanStatusCode.UNSET]),
        );
        expect(clientSpans()[0]?.attributes).toEqual({
          'db.system.name': 'redis',
          'db.operation.name': 'EVALSHA',
          'db.stored_procedure.name': expect.stringMatching(/^[\da-f]{40}$/),
          'server.address': '127.0.0.1',
          'server.port': server.port,
        });
        const parents = exported.getFinishedSpans().filter(({ name }) => name !== 'EVALSHA');
        const nameOf = (id: string | undefined) => parents.find((span) => span.spanContext().spanId === id)?.name;
        expect(clientSpans().map((span) => nameOf(span.parentSpanContext?.spanId))).toEqual([
          'idempotency',
          'handler',
          'idempotency',
        ]);
      });

      it('tells a script that had to be sent, and a failure by its code', async () => {
        const pay = idempotent(async () => 'paid');
        await client.scriptFlush();
        await traced(() => pay(payment));
        expect(clientSpans().map(({ name }) => name)).toEqual(['EVAL', 'EVAL']);
        exported.reset();
        const key = await onlyKey();
        await client.del(key);
        await client.hSet(key, 'a', 'b');
        await traced(() => pay(payment)).catch(() => {});
        expect(clientSpans()[0]).toMatchObject({
          status: { code: SpanStatusCode.ERROR, message: 'WRONGTYPE' },
          attributes: { 'error.type': 'WRONGTYPE', 'db.response.status_code': 'WRONGTYPE' },
        });
      });
    });
  });

  describe('in every order in which equal calls, failures and expiries can happen', () => {
    let server: RedisServer;
    let client: ReturnType<typeof createClient>;
    beforeAll(async () => {
      server = await startRedis();
      client = createClient({ url: `redis://127.0.0.1:${server.port}` });
      await client.connect();
    });
    afterAll(() => {
      client.destroy();
      return server.stop();
    });
    afterEach(() => void vi.useRealTimers());

    it.each([
      { callers: 2, expiries: 0 },
      { callers: 2, expiries: 1 },
    ])(
      '$callers callers, $expiries expiries: at most one result is stored, and it stays',
      async ({ callers, expiries }) => {
        vi.useFakeTimers({ toFake: ['Date'] });
        let requests = 0;
        /** The layer as it is, each of whose requests waits for its turn. */
        class ScheduledCache extends CachePersistenceLayer implements WatchedStore {
          readonly violations: string[] = [];
          readonly committed: unknown[] = [];
          readonly #steps: Steps;
          constructor(steps: Steps) {
            super({ client });
            this.#steps = steps;
          }
          protected override _putRecord(record: IdempotencyRecord) {
            return this.#inTurn('put', record, () => super._putRecord(record));
          }
          protected override async _updateRecord(record: IdempotencyRecord) {
            await this.#inTurn('update', record, () => super._updateRecord(record));
            this.committed.push(record.responseData);
          }
          protected override _deleteRecord(record: IdempotencyRecord) {
            return this.#inTurn('delete', record, () => super._deleteRecord(record));
          }
          async #inTurn<T>(name: string, { idempotencyKey }: IdempotencyRecord, write: () => Promise<T>): Promise<T> {
            await this.#steps.take(name);
            requests++;
            const before = await client.get(idempotencyKey);
            try {
              return await write();
            } finally {
              const after = await client.get(idempotencyKey);
              requests--;
              const wasCompleted = before !== null && JSON.parse(before).status === 'COMPLETED';
              if (wasCompleted && before !== after) this.violations.push(`${name} changed a completed record`);
            }
          }
        }
        const schedules = await exploreInterleavings(
          async (steps) => {
            requests++;
            await client.flushAll();
            requests--;
            expect(await violationsIn(steps, { callers, expiries, Store: ScheduledCache })).toEqual([]);
          },
          () => requests === 0,
        );
        expect(schedules).toBeGreaterThan(10);
      },
      180_000,
    );
  });
});
