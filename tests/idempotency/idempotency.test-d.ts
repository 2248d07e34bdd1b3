import type * as Theirs from '@aws-lambda-powertools/idempotency/types';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MiddlewareObj } from '@middy/core';
import type { GlideClient, GlideClusterClient } from '@valkey/valkey-glide';
import type { Context } from 'aws-lambda';
import type { Cluster, Redis } from 'ioredis';
import type { Utility } from 'otel-powertools';
import { IdempotencyConfig, idempotent, makeIdempotent } from 'otel-powertools/idempotency';
import { type CacheClient, CachePersistenceLayer } from 'otel-powertools/idempotency/cache';
import type * as CacheTypes from 'otel-powertools/idempotency/cache/types';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import type * as DynamoDBTypes from 'otel-powertools/idempotency/dynamodb/types';
import { makeHandlerIdempotent } from 'otel-powertools/idempotency/middleware';
import { BasePersistenceLayer, type IdempotencyRecord } from 'otel-powertools/idempotency/persistence';
import type * as Types from 'otel-powertools/idempotency/types';
import { createClient, createCluster } from 'redis';
import { describe, expectTypeOf, it } from 'vitest';
import type { JSONValue } from '../../src/shared/json.js';

declare const persistenceStore: BasePersistenceLayer;

describe('an idempotent function', () => {
  it('has the type of the function, and is asynchronous', () => {
    const pay = makeIdempotent((id: string, amount: number) => ({ id, amount }), {
      persistenceStore,
      dataIndexArgument: 1,
    });
    expectTypeOf(pay).toBeCallableWith('a', 1);
    expectTypeOf(pay).returns.toEqualTypeOf<Promise<{ id: string; amount: number }>>();
    const later = makeIdempotent(async (id: string) => id, { persistenceStore });
    expectTypeOf(later).returns.toEqualTypeOf<Promise<string>>();
  });

  it('that is a Lambda handler has its event for the payload', () => {
    const handler = async (_event: { id: string }, _context: Context) => 'paid';
    makeIdempotent(handler, { persistenceStore });
    // @ts-expect-error -- the payload of a handler is its event
    makeIdempotent(handler, { persistenceStore, dataIndexArgument: 0 });
  });

  it('may be a method', () => {
    class Payments {
      @idempotent({ persistenceStore })
      async pay(payment: { id: string }): Promise<string> {
        return payment.id;
      }
    }
    expectTypeOf<Payments['pay']>().returns.toEqualTypeOf<Promise<string>>();
  });
});

describe('the clients of caches', () => {
  it('fit as they are', () => {
    expectTypeOf(createClient()).toExtend<CacheClient>();
    expectTypeOf(createCluster({ rootNodes: [] })).toExtend<CacheClient>();
    expectTypeOf<Redis>().toExtend<CacheClient>();
    expectTypeOf<Cluster>().toExtend<CacheClient>();
    expectTypeOf<GlideClient>().toExtend<CacheClient>();
    expectTypeOf<GlideClusterClient>().toExtend<CacheClient>();
    expectTypeOf(CachePersistenceLayer).toBeConstructibleWith({ client: {} as Redis, dataAttr: 'result' });
    // @ts-expect-error -- it can run no script
    new CachePersistenceLayer({ client: { get: async () => null } });
  });
});

describe('the types of Powertools', () => {
  it('have their counterparts', () => {
    const hook: Types.ResponseHook = (response, record) => {
      expectTypeOf(response).toEqualTypeOf<JSONValue>();
      expectTypeOf(record.getResponse()).toEqualTypeOf<JSONValue>();
      return response;
    };
    const theirs: Theirs.ResponseHook = (response) => response;
    expectTypeOf({ responseHook: hook }).toExtend<Types.IdempotencyConfigOptions>();
    expectTypeOf<Parameters<typeof theirs>[0]>().toEqualTypeOf<Parameters<typeof hook>[0]>();
    expectTypeOf<Theirs.IdempotencyRecordOptions>().toExtend<Types.IdempotencyRecordOptions>();
    expectTypeOf<Theirs.DynamoDBPersistenceOptionsBase>().toExtend<Types.DynamoDBPersistenceOptionsBase>();
    expectTypeOf<Theirs.DynamoDBPersistenceOptions>().toExtend<Types.DynamoDBPersistenceOptions>();
    expectTypeOf<Theirs.DynamoDBPersistenceOptionsWithClientConfig>().toExtend<Types.DynamoDBPersistenceOptionsWithClientConfig>();
    expectTypeOf<Theirs.DynamoDBPersistenceOptionsWithClientInstance>().toExtend<Types.DynamoDBPersistenceOptionsWithClientInstance>();
    expectTypeOf<Theirs.BasePersistenceAttributes>().toExtend<Types.BasePersistenceAttributes>();
    expectTypeOf<Theirs.IdempotencyRecordStatusValue>().toEqualTypeOf<Types.IdempotencyRecordStatusValue>();
    expectTypeOf(persistenceStore).toExtend<Types.BasePersistenceLayerInterface>();
    expectTypeOf<{ persistenceStore: BasePersistenceLayer }>().toExtend<Types.IdempotencyLambdaHandlerOptions>();
    expectTypeOf((..._: [number]) => 'a').toExtend<Types.AnyFunction>();
  });

  it('are all there', () => {
    expectTypeOf<Types.IdempotencyHandlerOptions['functionArguments']>().toEqualTypeOf<unknown[]>();
    expectTypeOf<Types.BasePersistenceLayerOptions['config']>().toEqualTypeOf<IdempotencyConfig>();
    expectTypeOf<Types.CachePersistenceOptions['client']>().toEqualTypeOf<Types.CacheClient>();
    expectTypeOf<CacheTypes.CachePersistenceOptions>().toEqualTypeOf<Types.CachePersistenceOptions>();
    expectTypeOf<DynamoDBTypes.DynamoDBPersistenceOptions>().toEqualTypeOf<Types.DynamoDBPersistenceOptions>();
    expectTypeOf<Types.ItempotentFunctionOptions<[string]>['dataIndexArgument']>().toEqualTypeOf<number | undefined>();
  });
});

describe('the types of others', () => {
  it('take what is made here', () => {
    expectTypeOf(makeHandlerIdempotent({ persistenceStore })).toExtend<MiddlewareObj>();
    expectTypeOf(makeHandlerIdempotent({ persistenceStore })).toExtend<Utility>();
  });

  it('fit what is taken here', () => {
    expectTypeOf(DynamoDBPersistenceLayer).toBeConstructibleWith({
      tableName: 'table',
      awsSdkV3Client: {} as DynamoDBClient,
    });
    expectTypeOf(DynamoDBPersistenceLayer).toBeConstructibleWith({
      tableName: 'table',
      clientConfig: { region: 'eu-west-1' },
    });
    expectTypeOf(new IdempotencyConfig().registerLambdaContext).toBeCallableWith({} as Context);
  });

  it('can extend the persistence layer as they extended that of Powertools', () => {
    class Layer extends BasePersistenceLayer {
      protected async _putRecord(_record: IdempotencyRecord): Promise<void> {}
      protected async _getRecord(_key: string): Promise<IdempotencyRecord> {
        throw new Error(this.isPayloadValidationEnabled() ? 'none' : String(this.getExpiresAfterSeconds()));
      }
      protected async _updateRecord(_record: IdempotencyRecord): Promise<void> {}
      protected async _deleteRecord(_record: IdempotencyRecord): Promise<void> {}
    }
    expectTypeOf<Layer>().toExtend<BasePersistenceLayer>();
  });
});
