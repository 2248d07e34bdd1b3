import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  Context,
  Handler,
} from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import {
  type AlbEvent,
  type ApiGatewayV1Event,
  type ApiGatewayV2Event,
  BadRequestError,
  cors,
  type Env,
  type HandlerResponse,
  HttpError,
  type HttpMethod,
  type Middleware,
  type PathParams,
  type RequestContext,
  Router,
  type RouterResponse,
  type StandardSchema,
  type TypedRequestContext,
} from 'otel-powertools/event-handler';
import { jsonSchema } from 'otel-powertools/validation';
import { describe, expectTypeOf, it } from 'vitest';

declare const context: Context;

interface Order {
  order_id: string;
  total: number;
}

declare const orderSchema: StandardSchema<unknown, Order>;
declare const pageSchema: StandardSchema<{ page?: string }, { page: number }>;

describe('parameters', () => {
  it('are inferred from the path', () => {
    const app = new Router();
    app.get('/orders/:order_id/items/{item_id}', ({ params }) => {
      expectTypeOf(params.order_id).toEqualTypeOf<string>();
      expectTypeOf(params.item_id).toEqualTypeOf<string>();
      expectTypeOf(params.other).toEqualTypeOf<string | undefined>();
      return params.order_id;
    });
    app.get('/files/{path+}', ({ params: { path } }) => {
      expectTypeOf(path).toEqualTypeOf<string>();
      return path;
    });
    app.get('/', ({ params }) => {
      expectTypeOf(params.any).toEqualTypeOf<string | undefined>();
      return null;
    });
    app.get(/\/(?<id>\d+)/, ({ params }) => {
      expectTypeOf(params.id).toEqualTypeOf<string | undefined>();
      return null;
    });
    expectTypeOf<PathParams<'/a/:x'>['x']>().toEqualTypeOf<string>();
  });

  it('of the prefix are known too', () => {
    const app = new Router({ prefix: '/users/:user_id' });
    app.post('/orders/:order_id', [], ({ params }) => {
      expectTypeOf(params.user_id).toEqualTypeOf<string>();
      expectTypeOf(params.order_id).toEqualTypeOf<string>();
      return null;
    });
    app.route(({ params }) => params.user_id, { method: ['GET', 'PUT'], path: '/' });
  });

  it('of a path that is not a literal may be missing', () => {
    const path = '/x' as `/${string}`;
    new Router().get(path, ({ params }) => {
      expectTypeOf(params.x).toEqualTypeOf<string | undefined>();
      return null;
    });
  });
});

describe('a handler', () => {
  it('returns data, a proxy result, a Response, bytes or a stream, at once or later', () => {
    const app = new Router();
    const order: Order = { order_id: '1', total: 2 };
    app.get('/', () => order);
    app.get('/', async () => order);
    app.get('/', () => [order]);
    app.get('/', () => ({ statusCode: 201, body: order }));
    app.get('/', async () => (order.total > 1 ? new Response() : null));
    app.get('/', () => new Uint8Array());
    app.get('/', () => new Blob([]).stream());
    app.get('/', () => {
      throw new BadRequestError();
    });
  });

  it('returns something', () => {
    const app = new Router();
    // @ts-expect-error nothing to be sent
    app.get('/', () => undefined);
    // @ts-expect-error nothing to be sent
    app.get('/', async () => {});
    expectTypeOf<Promise<void>>().not.toExtend<HandlerResponse>();
  });

  it('has a path that begins with a slash', () => {
    // @ts-expect-error no slash
    new Router().get('orders', () => null);
  });
});

describe('validation', () => {
  it('types the validated parts, and only those', () => {
    const app = new Router();
    app.post(
      '/orders/:id',
      ({ valid, params }) => {
        expectTypeOf(valid.req.body).toEqualTypeOf<Order>();
        expectTypeOf(valid.req.query).toEqualTypeOf<{ page: number }>();
        expectTypeOf(params.id).toEqualTypeOf<string>();
        // @ts-expect-error not validated
        valid.req.headers;
        // @ts-expect-error not validated
        valid.res;
        return null;
      },
      { validation: { req: { body: orderSchema, query: pageSchema } } },
    );
    app.get('/', (reqCtx) => {
      // @ts-expect-error not validated
      reqCtx.valid;
      return null;
    });
  });

  it('takes the JSON Schemas of this package', () => {
    new Router().put(
      '/',
      [cors()],
      ({ valid }) => {
        expectTypeOf(valid.req.body).toEqualTypeOf<Order>();
        return null;
      },
      { validation: { req: { body: jsonSchema<Order>({ type: 'object' }) } } },
    );
  });

  it('of the response holds the handler to its schema', () => {
    const app = new Router();
    const validation = { res: { body: pageSchema } };
    app.get('/', () => ({ page: '1' }), { validation });
    app.get('/', async () => ({ statusCode: 200, body: { page: '1' } }), { validation });
    app.get('/', () => new Response(), { validation });
    // @ts-expect-error page is a string before the schema
    app.get('/', () => ({ page: 1 }), { validation });
    app.route(({ valid }) => ({ page: valid.req.path.order_id }), {
      method: 'GET',
      path: '/',
      validation: { req: { path: orderSchema }, res: { body: pageSchema } },
    });
  });
});

describe('stores', () => {
  interface Stores {
    store: { request: { user: string }; shared: { table: string } };
  }

  it('have the types of the router', () => {
    const app = new Router<Stores>();
    app.shared.set('table', 'orders');
    // @ts-expect-error not a string
    app.shared.set('table', 1);
    app.use(async ({ reqCtx, next }) => {
      reqCtx.set('user', 'ann');
      // @ts-expect-error not a key
      reqCtx.set('other', 'ann');
      await next();
    });
    app.get('/:id', ({ get, shared, params }) => {
      expectTypeOf(get('user')).toEqualTypeOf<string | undefined>();
      expectTypeOf(shared.get('table')).toEqualTypeOf<string | undefined>();
      expectTypeOf(params.id).toEqualTypeOf<string>();
      return null;
    });
  });

  it('are merged with those of an included router', () => {
    const other = new Router<{ store: { request: { tenant: number } } }>();
    const app = new Router<Stores>().includeRouter(other, { prefix: '/v1' });
    app.get('/', ({ get, shared }) => {
      expectTypeOf(get('user')).toEqualTypeOf<string | undefined>();
      expectTypeOf(get('tenant')).toEqualTypeOf<number | undefined>();
      expectTypeOf(shared.get('table')).toEqualTypeOf<string | undefined>();
      return null;
    });
    expectTypeOf(new Router().includeRouter(new Router()).shared.get('anything')).toEqualTypeOf<unknown>();
  });

  it('are open where nobody names them', () => {
    const middleware: Middleware = async ({ reqCtx, next }) => {
      reqCtx.set('anything', 1);
      expectTypeOf(reqCtx.get('anything')).toEqualTypeOf<unknown>();
      return next();
    };
    new Router().use(middleware);
    const named: Middleware<Stores> = async ({ next }) => next();
    new Router<Stores>().get('/', [named, cors()], () => null);
    new Router<Stores>().use(cors());
  });
});

describe('events and results', () => {
  it('fit those of @types/aws-lambda', () => {
    expectTypeOf<APIGatewayProxyEvent>().toExtend<ApiGatewayV1Event>();
    expectTypeOf<APIGatewayProxyEventV2>().toExtend<ApiGatewayV2Event>();
    expectTypeOf<ALBEvent>().toExtend<AlbEvent>();
  });

  it('go together', () => {
    const app = new Router();
    const v1 = (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => app.resolve(event, context);
    const v2 = (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
      app.resolve(event, context);
    const alb = (event: ALBEvent): Promise<ALBResult> => app.resolve(event, context);
    const any = (event: unknown): Promise<RouterResponse> => app.resolve(event, context, { scope: {} });
    expectTypeOf([v1, v2, alb, any]).toBeArray();
    const wrapped = [
      withPowertools(app.handler()),
      withPowertools((event: unknown, lambdaContext) => app.resolve(event, lambdaContext)),
    ];
    expectTypeOf(wrapped).toExtend<Handler<unknown, RouterResponse>[]>();
    expectTypeOf(app.handler()).toExtend<Handler<unknown, RouterResponse>>();
  });

  it('narrow by the kind of response', () => {
    const path = (reqCtx: RequestContext): string =>
      reqCtx.responseType === 'ApiGatewayV2' ? reqCtx.event.rawPath : reqCtx.event.path;
    expectTypeOf(path).returns.toBeString();
  });
});

describe('error handlers', () => {
  it('get the error of their class', () => {
    const app = new Router();
    class OrderError extends HttpError {
      readonly statusCode = 409;
      readonly errorType = 'OrderError';
      readonly order = 1;
    }
    app.errorHandler(OrderError, (error, reqCtx) => {
      expectTypeOf(error.order).toEqualTypeOf<number>();
      return { order: error.order, route: reqCtx.route };
    });
    app.errorHandler([RangeError, HttpError], async (error) => error.message);
    app.methodNotAllowed((error) => {
      expectTypeOf(error.allowedMethods).toEqualTypeOf<readonly HttpMethod[] | undefined>();
      return null;
    });
  });
});

describe('decorators', () => {
  it('take methods of any class', () => {
    const app = new Router();
    class Orders {
      readonly table = 'orders';

      @app.get('/orders/:id')
      list({ params }: RequestContext): object {
        return { table: this.table, id: params.id };
      }

      @app.post('/orders', [cors()], { validation: { req: { body: orderSchema } } })
      async create({ valid }: TypedRequestContext<Env, { req: { body: typeof orderSchema } }>): Promise<object> {
        return { id: valid.req.body.order_id };
      }

      @app.errorHandler(RangeError)
      tooFar(error: RangeError): object {
        return { message: error.message };
      }
    }
    expectTypeOf(new Orders().table).toEqualTypeOf<string>();
  });
});
