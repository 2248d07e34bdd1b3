import fc from 'fast-check';
import { InvalidRouteError, type Middleware, type Path, Router } from 'otel-powertools/event-handler';
import { describe, expect, it, vi } from 'vitest';
import { compileClass, dialects } from '../support/decorators.js';
import { context, httpApi } from './fixtures.js';

/** A router whose routes answer with their own template and parameters. */
const routerOf = (...paths: Path[]): Router => {
  const app = new Router();
  for (const path of paths) app.get(path, ({ route, params }) => ({ route, params: { ...params } }));
  return app;
};

const answer = async (app: Router, path: string, method = 'GET'): Promise<unknown> => {
  const { statusCode, body } = await app.resolve(httpApi({ path, method }), context);
  return statusCode === 200 ? JSON.parse(body) : statusCode;
};

describe('a route path', () => {
  it.each<[Path, string, Record<string, string>]>([
    ['/', '/', {}],
    ['/orders', '/orders', {}],
    ['/orders', '/orders/', {}],
    ['/orders/', '/orders', {}],
    ['/orders/:id/', '/orders/1', { id: '1' }],
    ['/orders/:id', '/orders/1', { id: '1' }],
    ['/orders/{id}', '/orders/1', { id: '1' }],
    ['/a/:x/b/{y}', '/a/1/b/2', { x: '1', y: '2' }],
    ['/files/{path+}', '/files/a/b/c.txt', { path: 'a/b/c.txt' }],
    ['/files/{path+}', '/files/a', { path: 'a' }],
    ['/v1.0/:id', '/v1.0/1', { id: '1' }],
    ['/café', '/caf%C3%A9', {}],
    ['/a b/:id', '/a%20b/1', { id: '1' }],
    [/\/orders\/(?<id>\d+)/, '/orders/12', { id: '12' }],
    [/^\/orders\/(?<id>\d+)$/, '/orders/12', { id: '12' }],
    [/\/ORDERS/i, '/orders', {}],
    [/\/a|\/b/, '/b', {}],
    [/\/(?:x|y)\/(?<id>.+)/, '/y/1/2', { id: '1/2' }],
    [/\/x\/:id/, '/x/1', { id: '1' }],
    [/\/x(\/(?<id>\d+))?/, '/x', {}],
  ])('%s matches %s', async (path, requested, params) => {
    expect(await answer(routerOf(path), requested)).toMatchObject({ params });
  });

  it.each<[Path, string]>([
    ['/orders', '/Orders'],
    ['/orders/:id', '/orders'],
    ['/orders/:id', '/orders/1/items'],
    ['/files/{path+}', '/files'],
    ['/v1.0/:id', '/v1x0/1'],
    [/\/orders\/(?<id>\d+)/, '/orders/12x'],
    [/\/a|\/b/, '/a/b'],
  ])('%s does not match %s', async (path, requested) => {
    expect(await answer(routerOf(path), requested)).toBe(404);
  });

  it.each<[Path, RegExp]>([
    ['/:id.json', /segment ":id.json"/],
    ['/a/:', /segment ":"/],
    ['/:1a', /segment ":1a"/],
    ['/{a}-{b}', /segment "\{a\}-\{b\}"/],
    ['/:id/x/:id', /"id" twice/],
    ['/{rest+}/x', /takes all the rest/],
  ])('%s is refused at registration', (path, message) => {
    expect(() => routerOf(path)).toThrow(InvalidRouteError);
    expect(() => routerOf(path)).toThrow(message);
  });
});

describe('which route answers', () => {
  it.each<[string, Path[], string, string]>([
    ['text before a parameter', ['/u/:id', '/u/me'], '/u/me', '/u/me'],
    ['fewer parameters before more', ['/:a/:b', '/u/:id'], '/u/1', '/u/:id'],
    ['of equally many, the first registered', ['/:a/b', '/a/:b'], '/a/b', '/:a/b'],
    ['of one shape, the first registered', ['/u/:id', '/u/:name'], '/u/1', '/u/:id'],
    ['a parameter before one that takes the rest', ['/f/{all+}', '/f/:one'], '/f/1', '/f/:one'],
    ['one that takes the rest where nothing else fits', ['/f/{all+}', '/f/:one'], '/f/1/2', '/f/{all+}'],
    ['a parameter before a regular expression', [/\/u\/.*/, '/u/:id'], '/u/1', '/u/:id'],
    ['a longer way where the shorter leads nowhere', ['/a/b/c', '/a/:x/d'], '/a/b/d', '/a/:x/d'],
  ])('%s', async (_, paths, requested, winner) => {
    expect(await answer(routerOf(...paths), requested)).toMatchObject({ route: `GET ${winner}` });
  });

  it('replaces a route that is registered again, and warns', async () => {
    const warn = vi.fn();
    const app = new Router({ logger: { warn, error: vi.fn() } });
    app.get('/orders/:id', () => 'first');
    app.get('/orders/:id', () => 'second');
    expect(await answer(app, '/orders/1')).toBe('second');
    expect(warn.mock.calls).toEqual([['The route GET /orders/:id was registered before; this one replaces it.']]);
  });

  it('is told where another of the same shape never answers', () => {
    const warn = vi.fn();
    const app = new Router({ logger: { warn, error: vi.fn() } });
    app.get('/u/:id', () => 'first');
    app.post('/u/:name', () => 'another method');
    app.get('/u/{name}', () => 'second');
    expect(warn.mock.calls).toEqual([
      ['The route GET /u/{name} never answers: GET /u/:id matches the same and was first.'],
    ]);
  });

  it('does not depend on the methods that other routes of the path have', async () => {
    const app = new Router();
    app.get('/u/me', () => 'get me');
    app.post('/u/:id', ({ params }) => `post ${params.id}`);
    app.any('/any', ({ method }) => method);
    app.route(({ method }) => method, { method: ['PUT', 'DELETE'], path: '/two' });
    expect(await answer(app, '/u/me', 'POST')).toBe('post me');
    expect(await answer(app, '/u/1')).toBe(405);
    expect(await answer(app, '/any', 'OPTIONS')).toBe('OPTIONS');
    expect(await answer(app, '/two', 'DELETE')).toBe('DELETE');
  });

  it('prefers a HEAD route to the GET route', async () => {
    const app = new Router();
    app.get('/x', () => 'get');
    app.head('/x', () => ({ statusCode: 200, headers: { 'x-by': 'head' } }));
    expect(await app.resolve(httpApi({ path: '/x', method: 'HEAD' }), context)).toMatchObject({
      headers: { 'x-by': 'head' },
      body: '',
    });
  });

  it('is the one that trying every route in order of precedence would find', async () => {
    const segment = fc.constantFrom('a', 'b', ':x', ':y', ':z');
    const template = fc.array(segment, { minLength: 1, maxLength: 4 }).filter((segments) => {
      const names = segments.filter((one) => one.startsWith(':'));
      return new Set(names).size === names.length;
    });
    const request = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(template, { selector: String, maxLength: 12 }),
        request,
        async (routes, asked) => {
          const parameters = (segments: string[]): number => segments.filter((one) => one.startsWith(':')).length;
          const expected = [...routes]
            .sort((one, other) => parameters(one) - parameters(other))
            .find(
              (segments) =>
                segments.length === asked.length &&
                segments.every((one, at) => one.startsWith(':') || one === asked[at]),
            );
          const found = await answer(
            routerOf(...routes.map((one): Path => `/${one.join('/')}`)),
            `/${asked.join('/')}`,
          );
          if (expected) expect(found).toMatchObject({ route: `GET /${expected.join('/')}` });
          else expect(found).toBe(404);
        },
      ),
    );
  });
});

describe('a prefix', () => {
  it.each<[Path, Path, string]>([
    ['/api', '/', '/api'],
    ['/api/', '/', '/api'],
    ['/', '/a', '/a'],
    ['/', '/', '/'],
    ['/u/:user_id', '/orders/:id', '/u/1/orders/2'],
    ['/api', /\/x\d/, '/api/x1'],
    ['/v1.0', /\/x/, '/v1.0/x'],
    [/\/v\d/, '/orders', '/v2/orders'],
    [/\/(?<tenant>\w+)/, '/orders/:id', '/acme/orders/1'],
  ])('%s before %s matches %s', async (prefix, path, requested) => {
    const app = new Router({ prefix });
    app.get(path, () => 'found');
    expect(await answer(app, requested)).toBe('found');
  });

  it('keeps the meaning of its text before a regular expression', async () => {
    const app = new Router({ prefix: '/v1.0' });
    app.get(/\/x/, () => 'found');
    expect(await answer(app, '/v1x0/x')).toBe(404);
  });
});

describe('an included router', () => {
  it('brings its routes, middleware, error handlers and shared values, as they are at that time', async () => {
    class TeapotError extends Error {}
    const orders = new Router({ prefix: '/orders' });
    orders.get('/:id', ({ params, shared }) => ({ id: params.id, table: shared.get('table') }));
    orders.get('/tea/pot', () => {
      throw new TeapotError();
    });
    orders.errorHandler(TeapotError, () => ({ statusCode: 418, body: { tea: true } }));
    orders.use(async ({ reqCtx, next }) => {
      reqCtx.setHeader('x-orders', 'yes');
      await next();
    });
    orders.shared.set('table', 'orders');
    const app = new Router();
    app.get('/health', () => 'ok');
    app.includeRouter(orders, { prefix: '/v1' });
    orders.get('/late/route', () => 'never');

    expect(await answer(app, '/v1/orders/7')).toEqual({ id: '7', table: 'orders' });
    expect(await answer(app, '/v1/orders/tea/pot')).toBe(418);
    expect(await answer(app, '/v1/orders/late/route')).toBe(404);
    expect(await answer(app, '/orders/7')).toBe(404);
    expect(await app.resolve(httpApi({ path: '/health' }), context)).toMatchObject({ headers: { 'x-orders': 'yes' } });
  });
});

interface Orders {
  readonly table: string;
}

const body = `
  table = 'orders';
  @app.get('/orders') list() { return { listed: this.table }; }
  @app.post('/orders', [stamp]) create() { return { created: this.table }; }
  @app.put('/orders', { validation }) async replace({ valid }) { return valid.req.query; }
  @app.notFound() missing(error) { return { missing: this.table, error: error.name }; }
  @app.errorHandler(RangeError) tooFar() { return { statusCode: 416, body: this.table }; }
  @app.get('/far') far() { throw new RangeError(); }
`;

describe('decorators', () => {
  it.each(dialects)('register methods, called on the scope (%s)', async (dialect) => {
    const app = new Router();
    const stamp: Middleware = async ({ reqCtx, next }) => {
      reqCtx.setHeader('x-stamp', 'yes');
      await next();
    };
    const validation = {
      req: { query: { '~standard': { version: 1, vendor: 'x', validate: () => ({ value: 'v' }) } } },
    };
    const scope = new (compileClass<Orders>(dialect, body, { app, stamp, validation, RangeError }))();
    const ask = (method: string, path: string) => app.resolve(httpApi({ path, method }), context, { scope });

    expect(await ask('GET', '/orders')).toMatchObject({ body: '{"listed":"orders"}' });
    expect(await ask('POST', '/orders')).toMatchObject({ body: '{"created":"orders"}', headers: { 'x-stamp': 'yes' } });
    expect(await ask('PUT', '/orders')).toMatchObject({ body: '"v"' });
    expect(await ask('GET', '/far')).toMatchObject({ statusCode: 416, body: 'orders' });
    expect(await ask('GET', '/none')).toMatchObject({
      statusCode: 404,
      body: '{"missing":"orders","error":"NotFoundError","statusCode":404}',
    });
  });

  it.each(dialects)('belong on methods only (%s)', (dialect) => {
    expect(() => compileClass(dialect, "@app.get('/x') field = 1;", { app: new Router() })).toThrow(TypeError);
  });
});
