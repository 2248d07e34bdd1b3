import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { withPowertools } from 'otel-powertools';
import {
  type BinaryResult,
  type InferReqSchema,
  type InferResBody,
  type PathParams,
  type RequestContext,
  type ResponseType,
  Router,
  type StandardSchema,
  type TypedRequestContext,
  type TypedRouteHandler,
} from 'otel-powertools/event-handler';
import { describe, expectTypeOf, it } from 'vitest';

interface Todo {
  readonly id: string;
}

declare const todoSchema: StandardSchema<unknown, Todo>;
const validation = { req: { body: todoSchema } } as const;

describe("the types of Powertools' router", () => {
  it('describe handlers that are registered with schemas', () => {
    const app = new Router();
    const create: TypedRouteHandler<{ store: object }, { body: Todo }, Todo> = ({ valid }) => valid.req.body;
    app.post('/todos', create as TypedRouteHandler<object, { body: Todo }, Todo>, { validation });
    app.post('/todos', ({ valid }: TypedRequestContext<object, { body: Todo }>) => ({ id: valid.req.body.id }), {
      validation,
    });
    // @ts-expect-error -- the schema gives no such thing.
    app.post('/todos', ({ valid }: TypedRequestContext<object, { body: { count: number } }>) => valid.req.body.count, {
      validation,
    });
  });

  it('infer from schemas', () => {
    expectTypeOf<InferReqSchema<typeof validation>['body']>().toEqualTypeOf<Todo>();
    expectTypeOf<InferReqSchema<typeof validation>['query']>().toBeUndefined();
    expectTypeOf<InferResBody<{ res: { body: StandardSchema<Todo> } }>>().toEqualTypeOf<Todo>();
    expectTypeOf<ArrayBuffer>().toExtend<BinaryResult>();
    // @ts-expect-error -- no part of a request is valid without a schema.
    expectTypeOf<TypedRequestContext<object, { body: Todo }>['valid']>().toHaveProperty('res');
  });

  it('know VPC Lattice where they are asked to', () => {
    type All = RequestContext<object, PathParams<'/'>, ResponseType>;
    const path = (reqCtx: All): string =>
      reqCtx.responseType === 'VpcLatticeV1' ? reqCtx.event.raw_path : reqCtx.path;
    expectTypeOf(path).returns.toBeString();
  });
});

it('withPowertools takes the handler of a durable function', () => {
  const handler = withPowertools(async (event: Todo, context: DurableContext) =>
    context.step('load', async () => event.id),
  );
  expectTypeOf(handler).parameter(1).toEqualTypeOf<DurableContext>();
  expectTypeOf(withDurableExecution(handler)).toBeFunction();
});
