import * as powertools from '@aws-lambda-powertools/event-handler/http';
import { withPowertools } from 'otel-powertools';
import {
  composeMiddleware,
  cors,
  handlerResultToWebResponse,
  isALBEvent,
  isAPIGatewayProxyEventV1,
  isAPIGatewayProxyEventV2,
  type Middleware,
  NotFoundError,
  proxyEventToWebRequest,
  Router,
  webResponseToProxyResult,
} from 'otel-powertools/event-handler';
import {
  metrics as metricsMiddleware,
  tracer as tracerMiddleware,
} from 'otel-powertools/event-handler/http/middleware';
import { Metrics } from 'otel-powertools/metrics';
import { captureTelemetry } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { jsonSchema } from 'otel-powertools/validation';
import { describe, expect, it, vi } from 'vitest';
import { context, receive, sharedSourceNames, sourceNames, sources } from './fixtures.js';

const get = (app: Router, path = '/', headers: Record<string, string> = {}) =>
  app.resolve(sources.restApi({ path, headers }), context);

describe('a composed middleware', () => {
  const order: string[] = [];
  const log: Middleware = async ({ reqCtx, next }) => {
    order.push('log in');
    await next();
    order.push(`log out ${reqCtx.res.status}`);
  };
  const guard: Middleware = async () => ({ statusCode: 403, body: 'no', multiValueHeaders: { vary: ['a'] } });

  it('answers what an inner one answers, once, and the outer ones see it', async () => {
    const app = new Router();
    app.get('/', [composeMiddleware([log, composeMiddleware([guard])])], () => 'never');
    const received = receive(await get(app));
    expect([received.status, received.body.toString(), received.headers.vary]).toEqual([403, 'no', 'a']);
    expect(order).toEqual(['log in', 'log out 403']);
  });

  it('refuses a second next()', async () => {
    const app = new Router();
    const twice: Middleware = async ({ next }) => {
      await next();
      await next();
    };
    app.get('/', [composeMiddleware([log, twice])], () => 'x');
    expect((await get(app)).statusCode).toBe(500);
  });

  it('gives its answer also outside of a router', async () => {
    const reqCtx = { res: new Response('', { headers: { 'x-a': '1' } }) } as never;
    await expect(composeMiddleware([guard])({ reqCtx, next: async () => undefined })).resolves.toMatchObject({
      statusCode: 403,
    });
    expect((reqCtx as { res: Response }).res.status).toBe(403);
  });
});

describe('the guards', () => {
  const events = sharedSourceNames.flatMap((source) => {
    const event: Record<string, unknown> = { ...sources[source]() };
    const names = [...Object.keys(event), 'cookies', 'pathParameters', 'stageVariables'];
    return [
      event,
      ...names.flatMap((name) =>
        [undefined, null, 5, [], {}, 'text', true].map((value) => ({ ...event, [name]: value })),
      ),
    ];
  });
  it.each([
    ['isAPIGatewayProxyEventV1', isAPIGatewayProxyEventV1, powertools.isAPIGatewayProxyEventV1],
    ['isAPIGatewayProxyEventV2', isAPIGatewayProxyEventV2, powertools.isAPIGatewayProxyEventV2],
    ['isALBEvent', isALBEvent, powertools.isALBEvent],
  ] as const)('%s takes and refuses what that of Powertools does', (_, ours, theirs) => {
    expect(events.length).toBeGreaterThan(300);
    for (const event of [...events, null, undefined, 'x', []])
      expect([event, ours(event)]).toEqual([event, theirs(event)]);
  });
});

describe('cors', () => {
  const preflight = async (options: object, asked: string, method = 'GET') => {
    const app = new Router();
    app.use(cors(options));
    const headers = {
      origin: 'https://a.example',
      'access-control-request-method': method,
      'access-control-request-headers': asked,
    };
    const received = receive(await app.resolve(sources.httpApi({ method: 'OPTIONS', path: '/', headers }), context));
    return [
      received.status,
      received.headers['access-control-allow-headers'],
      received.headers['access-control-allow-methods'],
    ];
  };
  const all = 'authorization, content-type, x-amz-date, x-api-key, x-amz-security-token';
  const methods = 'DELETE, GET, HEAD, PATCH, POST, PUT';

  it.each([
    [{}, 'content-type', 'GET', [204, all, methods]],
    [
      {},
      'content-type,traceparent,tracestate,baggage',
      'GET',
      [204, `${all}, traceparent, tracestate, baggage`, methods],
    ],
    [{ allowHeaders: ['X-Own'] }, 'x-own, traceparent', 'GET', [204, 'x-own, traceparent', methods]],
    [{ allowHeaders: ['*'] }, 'x-any, content-type', 'GET', [204, '*', methods]],
    [{ allowHeaders: ['*'] }, 'x-any, authorization', 'GET', [204, '*, authorization', methods]],
    [{ allowMethods: ['*'] }, 'content-type', 'QUERY', [204, all, '*']],
    [
      { origin: ['https://a.example'], credentials: true, allowHeaders: ['*'], allowMethods: ['*'] },
      'x-any',
      'PUT',
      [204, 'x-any', 'PUT'],
    ],
    [{}, 'x-other', 'GET', [404, undefined, undefined]],
  ])('%o answers a preflight for %s by %s', async (options, asked, method, expected) => {
    expect(await preflight(options, asked, method)).toEqual(expected);
  });
});

describe('validation', () => {
  const app = new Router();
  const listOrText = jsonSchema<object>({
    type: 'object',
    properties: { id: { type: 'array', items: { type: 'string' } }, q: { type: 'string' } },
  });
  app.get('/', ({ valid }) => ({ ...valid.req.query }), { validation: { req: { query: listOrText } } });

  it.each([
    ['id=1&id=2', { id: ['1', '2'] }],
    ['id=1', { id: ['1'] }],
    ['q=a', { q: 'a' }],
    ['q=a&q=b', { q: 'b' }],
    ['id=1&q=a&q=b', { id: ['1'], q: 'b' }],
  ])('takes the query %s for %o', async (query, expected) => {
    for (const source of ['httpApi', 'restApi', 'albMultiValue', 'vpcLatticeV1', 'vpcLatticeV2'] as const)
      expect(JSON.parse((await app.resolve(sources[source]({ path: '/', query }), context)).body)).toEqual(expected);
  });

  const optional = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        value === undefined || typeof value === 'object' ? { value } : { issues: [{ message: 'no object' }] },
    },
  } as const;
  const text = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => (typeof value === 'string' ? { value } : { issues: [{ message: 'no text' }] }),
    },
  } as const;
  const types: Record<string, string>[] = [{}, { 'content-type': 'application/json' }];
  it.each(sourceNames)('takes a body that is absent for what its schema takes (%s)', async (source) => {
    const bodies = new Router();
    bodies.post('/optional', ({ valid }) => [valid.req.body ?? 'none'], { validation: { req: { body: optional } } });
    bodies.post('/text', ({ valid }) => [valid.req.body], { validation: { req: { body: text } } });
    for (const headers of types) {
      const result = await bodies.resolve(sources[source]({ method: 'POST', path: '/optional', headers }), context);
      expect([headers, result.statusCode, result.body]).toEqual([headers, 200, '["none"]']);
    }
    expect(
      (
        await bodies.resolve(
          sources[source]({ method: 'POST', path: '/text', headers: { 'content-type': 'text/plain' } }),
          context,
        )
      ).body,
    ).toBe('[""]');
  });
});

describe('the base path of a custom domain', () => {
  const app = new Router();
  app.get('/orders/:id', ({ params }) => params.id);
  app.get('/', () => 'root');
  it.each([
    ['/{proxy+}', { proxy: 'orders/42' }, '/shop/v1/orders/42', '"42"'],
    ['/orders/{id}', { id: '4 2' }, '/shop/orders/4%202', '"4 2"'],
    ['/', null, '/shop', '"root"'],
    ['/orders/{id}', { id: '7' }, '/shop/orders/8', undefined],
    ['/other/{id}', { id: '8' }, '/shop/orders/8', undefined],
  ])('is left out: %s with %o as %s', async (resource, pathParameters, path, body) => {
    const rest = { ...sources.restApi({ path }), resource, pathParameters };
    const http = {
      ...sources.httpApi({ path }),
      routeKey: `GET ${resource}`,
      pathParameters: pathParameters ?? undefined,
    };
    for (const event of [rest, http]) {
      const result = await app.resolve(event as unknown, context);
      expect(result.statusCode === 200 ? result.body : undefined).toBe(body);
    }
  });
});

describe('a subclass of Router', () => {
  it('finds what it has in Powertools', async () => {
    const debug = vi.fn();
    class Own extends Router {
      describe(): unknown[] {
        this.logger.debug('seen');
        this.context.own = true;
        this.middleware.push(async ({ reqCtx, next }) => {
          reqCtx.setHeader('x-own', 'yes');
          await next();
        });
        this.routeRegistry.register({ method: 'GET', path: '/own/:id', handler: ({ params }) => params.id ?? null });
        this.errorHandlerRegistry.register(RangeError, () => ({ statusCode: 416, body: 'far' }));
        const { params, rawParams, route } = this.routeRegistry.resolve('GET', '/own/a%20b') ?? {};
        return [this.isDev, this.prefix, params, rawParams, route, this.routeRegistry.resolve('GET', '/nothing')];
      }

      protected override async handleError(error: Error, options: never): Promise<never> {
        if (error instanceof TypeError) return { statusCode: 418, body: error.message } as never;
        return (await super.handleError(error, options)) as never;
      }
    }
    const app = new Own({ prefix: '/v1', logger: { debug, warn: () => {}, error: () => {} } });
    expect(app.describe()).toEqual([false, '/v1', { id: 'a b' }, { id: 'a%20b' }, 'GET /own/:id', null]);
    expect(debug).toHaveBeenCalledWith('seen');
    for (const [name, error] of Object.entries({
      range: new RangeError(),
      type: new TypeError('own'),
      lost: new NotFoundError(),
    }))
      app.get(`/${name}`, () => {
        throw error;
      });
    const answers = await Promise.all(
      ['/own/7', '/v1/range', '/v1/type', '/v1/lost', '/none'].map((path) => get(app, path)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 416, 418, 404, 404]);
    expect(answers.every(({ headers }) => headers['x-own'] === 'yes')).toBe(true);
  });
});

describe('the converters', () => {
  it.each(sourceNames)('read and write what the router does (%s)', async (source) => {
    const request = proxyEventToWebRequest(sources[source]({ method: 'POST', path: '/a', query: 'q=1', body: 'text' }));
    expect([request.method, new URL(request.url).pathname, await request.text()]).toEqual(['POST', '/a', 'text']);
    const response = handlerResultToWebResponse({ n: 1 }, { statusCode: 201, resHeaders: new Headers({ 'x-a': '1' }) });
    expect([response.status, response.headers.get('x-a')]).toEqual([201, '1']);
    const type = source.startsWith('alb')
      ? 'ALB'
      : source === 'restApi'
        ? 'ApiGatewayV1'
        : source.startsWith('vpc')
          ? 'VpcLatticeV2'
          : 'ApiGatewayV2';
    expect(receive(await webResponseToProxyResult(response, type))).toMatchObject({
      status: 201,
      body: Buffer.from('{"n":1}'),
    });
  });
});

describe('the middlewares for telemetry', () => {
  const serve = async (app: Router, path: string) => {
    const handler = withPowertools(app.handler());
    return handler(sources.restApi({ path, headers: { 'user-agent': 'curl' } }), context);
  };

  it('metrics() publishes latency, error and fault of each request, by route', async () => {
    using telemetry = captureTelemetry();
    const app = new Router();
    app.use(metricsMiddleware(new Metrics({ namespace: 'shop', serviceName: 'orders' })));
    app.get('/orders/:id', () => ({ ok: true }));
    app.get('/broken', () => {
      throw new Error('broken');
    });
    for (const path of ['/orders/7', '/broken', '/none']) await serve(app, path);
    const table = (name: string) =>
      telemetry.metrics
        .filter((metric) => metric.name === name)
        .map(({ attributes, value }) => [attributes.route, value]);
    expect(table('fault')).toEqual([
      ['GET /orders/:id', 0],
      ['GET /broken', 1],
      ['NOT_FOUND', 0],
    ]);
    expect(table('error')).toEqual([
      ['GET /orders/:id', 0],
      ['GET /broken', 0],
      ['NOT_FOUND', 1],
    ]);
    expect(table('latency')).toHaveLength(3);
  });

  it('tracer() gives each request a span below that of the invocation', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs20.x');
    using telemetry = captureTelemetry();
    const app = new Router();
    app.use(tracerMiddleware(new Tracer({ serviceName: 'orders', enabled: true })));
    app.get('/orders/:id', () => ({ ok: true }));
    app.get('/broken', () => {
      throw new RangeError('broken');
    });
    await serve(app, '/orders/7');
    await serve(app, '/broken');
    const [request, failed] = telemetry.spans.filter(({ kind }) => kind === 'internal');
    expect(request).toMatchObject({ name: 'GET /orders/7', parent: 'GET /orders/:id', status: { code: 'unset' } });
    expect(request?.attributes).toMatchObject({
      Service: 'orders',
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'user_agent.original': 'curl',
    });
    expect(JSON.stringify(request?.attributes)).toContain('GET /orders/7 response');
    expect(failed).toMatchObject({ name: 'GET /broken', status: { code: 'error' } });
    vi.unstubAllEnvs();
  });
});
