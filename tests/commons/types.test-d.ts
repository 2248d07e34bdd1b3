import type { LambdaContext } from 'otel-powertools';
import type { AsyncHandler, JSONValue, LambdaInterface, MiddlewareLikeObj } from 'otel-powertools/commons/types';
import { describe, expectTypeOf, it } from 'vitest';

describe('the types of commons', () => {
  it('take a class with a handler of any event, and none without', () => {
    class Orders implements LambdaInterface {
      async handler(event: { id: string }, _context: LambdaContext): Promise<string> {
        return event.id;
      }
    }
    class SyncOrders implements LambdaInterface {
      handler(_event: unknown, _context: unknown, callback: (error: null, answer: string) => void): void {
        callback(null, 'ok');
      }
    }
    expectTypeOf<Orders>().toExtend<LambdaInterface>();
    expectTypeOf<SyncOrders>().toExtend<LambdaInterface>();
    expectTypeOf<{ handle(): void }>().not.toExtend<LambdaInterface>();
  });

  it('give a handler its parameters and its answer', () => {
    type Handler = (event: { id: string }, context: LambdaContext) => Promise<number>;
    expectTypeOf<AsyncHandler<Handler>>().toEqualTypeOf<
      (event: { id: string }, context: LambdaContext) => Promise<number>
    >();
  });

  it('know what JSON can say', () => {
    expectTypeOf<{ a: [1, 'b', null] }>().toExtend<JSONValue>();
    expectTypeOf<{ a: Date }>().not.toExtend<JSONValue>();
    expectTypeOf<bigint>().not.toExtend<JSONValue>();
  });

  it('describe a middleware of Middy', () => {
    const middleware: MiddlewareLikeObj<{ id: string }, number> = {
      after: ({ event, response }) => {
        expectTypeOf(event.id).toEqualTypeOf<string>();
        expectTypeOf(response).toEqualTypeOf<number | null | undefined>();
      },
    };
    expectTypeOf(middleware).toExtend<MiddlewareLikeObj<{ id: string }, number>>();
  });
});
