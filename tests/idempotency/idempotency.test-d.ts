import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Utility } from 'otel-powertools';
import { IdempotencyConfig, idempotent, makeIdempotent } from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from 'otel-powertools/idempotency/middleware';
import { BasePersistenceLayer, type IdempotencyRecord } from 'otel-powertools/idempotency/persistence';
import { describe, expectTypeOf, it } from 'vitest';

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
