import {
  BadRequestError,
  composeMiddleware,
  type Middleware,
  NotFoundError,
  Router,
} from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, httpApi } from './fixtures.js';

const noting =
  (notes: string[], name: string): Middleware =>
  async ({ next }) => {
    notes.push(`${name} in`);
    await next();
    notes.push(`${name} out`);
  };

const get = (app: Router, path = '/') => app.resolve(httpApi({ path }), context);

describe('middleware', () => {
  it('runs in the order of registration, global before that of the route, and back', async () => {
    const notes: string[] = [];
    const app = new Router();
    app.use(noting(notes, 'first'));
    app.use(noting(notes, 'second'));
    app.get('/', [noting(notes, 'route'), composeMiddleware([noting(notes, 'a'), noting(notes, 'b')])], () => {
      notes.push('handler');
      return 'ok';
    });
    await get(app);
    expect(notes).toEqual([
      'first in',
      'second in',
      'route in',
      'a in',
      'b in',
      'handler',
      'b out',
      'a out',
      'route out',
      'second out',
      'first out',
    ]);
  });

  it('runs round a request that no route matches, and sees its answer', async () => {
    const app = new Router();
    const seen: unknown[] = [];
    app.use(async ({ reqCtx, next }) => {
      await next();
      seen.push(reqCtx.res.status, reqCtx.route);
    });
    expect(await get(app, '/none')).toMatchObject({ statusCode: 404 });
    expect(seen).toEqual([404, null]);
  });

  it.each(['TRACE', 'CONNECT', 'TRACK'])('may look at a request of the method %s, which gets a 405', async (method) => {
    const app = new Router();
    const seen: unknown[] = [];
    app.use(async ({ reqCtx, next }) => {
      await next();
      seen.push(reqCtx.req.method, new URL(reqCtx.req.url).pathname, reqCtx.req.headers.get('x-a'));
    });
    const answer = await app.resolve(httpApi({ method, path: '/here', headers: { 'x-a': '1' } }), context);
    expect(answer.statusCode).toBe(405);
    expect(seen).toEqual([method, '/here', '1']);
  });

  it('answers in place of the route by returning a value without calling next', async () => {
    const app = new Router();
    app.use(async () => ({ statusCode: 401, body: { signIn: true } }));
    app.get('/', () => 'never');
    expect(await get(app)).toMatchObject({ statusCode: 401, body: '{"signIn":true}' });
  });

  it('replaces the response by returning another, and leaves it by returning none', async () => {
    const app = new Router();
    app.use(async ({ reqCtx, next }) => {
      await next();
      return { wrapped: await reqCtx.res.json() };
    });
    app.use(({ next }) => next());
    app.get('/', () => ({ n: 1 }));
    expect((await get(app)).body).toBe('{"wrapped":{"n":1}}');
  });

  it.each<[string, Middleware]>([
    [
      'on the web response, before',
      async ({ reqCtx, next }) => {
        reqCtx.res.headers.set('x-set', 'yes');
        reqCtx.res.headers.append('set-cookie', 'a=1');
        await next();
      },
    ],
    [
      'on the web response, after',
      async ({ reqCtx, next }) => {
        await next();
        reqCtx.res.headers.set('x-set', 'yes');
        reqCtx.res.headers.append('set-cookie', 'a=1');
      },
    ],
    [
      'on the context, before',
      async ({ reqCtx, next }) => {
        reqCtx.setHeader('X-Set', 'yes');
        reqCtx.appendHeader('Set-Cookie', 'a=1');
        await next();
      },
    ],
    [
      'on the context, after',
      async ({ reqCtx, next }) => {
        await next();
        reqCtx.setHeader('X-Set', 'yes');
        reqCtx.appendHeader('Set-Cookie', 'a=1');
      },
    ],
    [
      'by a copy of the response',
      async ({ reqCtx, next }) => {
        await next();
        const copy = new Response(reqCtx.res.body, reqCtx.res);
        copy.headers.set('x-set', 'yes');
        copy.headers.append('set-cookie', 'a=1');
        reqCtx.res = copy;
      },
    ],
    [
      'by returning a copy of the response',
      async ({ reqCtx, next }) => {
        await next();
        const copy = new Response(reqCtx.res.body, reqCtx.res);
        copy.headers.set('x-set', 'yes');
        copy.headers.append('set-cookie', 'a=1');
        return copy;
      },
    ],
  ])('adds headers and cookies %s', async (_, middleware) => {
    const app = new Router();
    app.use(middleware);
    app.get('/', () => ({ statusCode: 200, body: 'ok', cookies: ['b=2'] }));
    app.get('/response', () => new Response('ok', { headers: { 'set-cookie': 'b=2' } }));
    for (const path of ['/', '/response']) {
      const result = await app.resolve(httpApi({ path }), context);
      expect(result).toMatchObject({ statusCode: 200, body: 'ok', headers: { 'x-set': 'yes' } });
      expect([...(result.cookies ?? [])].sort()).toEqual(['a=1', 'b=2']);
    }
  });

  it('does not keep the length of a body that it replaces', async () => {
    const app = new Router();
    app.use(async ({ next }) => {
      await next();
      return 'longer than before';
    });
    app.get('/', () => ({ statusCode: 200, body: 'ok', headers: { 'Content-Length': 2, etag: '"1"' } }));
    expect((await app.resolve(httpApi({ path: '/' }), context)).headers).toEqual({
      'content-type': 'application/json',
      etag: '"1"',
    });
  });

  it('lets the handler have the last word on a header', async () => {
    const app = new Router();
    app.use(async ({ reqCtx, next }) => {
      reqCtx.setHeader('cache-control', 'no-store');
      await next();
    });
    app.get('/', () => ({ statusCode: 200, body: 'ok', headers: { 'Cache-Control': 'max-age=60' } }));
    expect((await app.resolve(httpApi({ path: '/' }), context)).headers).toMatchObject({
      'cache-control': 'max-age=60',
    });
  });

  it('keeps the headers it set first on the answer to an error, and not those of the response that is dropped', async () => {
    const app = new Router();
    app.use(async ({ reqCtx, next }) => {
      reqCtx.setHeader('x-early', 'yes');
      await next();
      throw new BadRequestError('after all');
    });
    app.get('/', () => ({ statusCode: 200, body: 'ok', headers: { etag: '"1"' }, cookies: ['a=1'] }));
    expect(await app.resolve(httpApi({ path: '/' }), context)).toEqual({
      statusCode: 400,
      headers: { 'x-early': 'yes', 'content-type': 'application/json' },
      body: '{"statusCode":400,"error":"BadRequestError","message":"after all"}',
      isBase64Encoded: false,
    });
  });

  it('may catch what the route throws and answer itself', async () => {
    const app = new Router();
    app.use(async ({ next }) => {
      try {
        await next();
        return undefined;
      } catch (error) {
        return { statusCode: 409, body: { caught: error instanceof NotFoundError } };
      }
    });
    app.get('/', () => {
      throw new NotFoundError();
    });
    expect(await get(app)).toMatchObject({ statusCode: 409, body: '{"caught":true}' });
  });

  it('that calls next twice, or does not wait for it, is an error', async () => {
    const messages: string[] = [];
    const twice = new Router();
    const forgetful = new Router();
    for (const app of [twice, forgetful]) {
      app.errorHandler(Error, (error) => {
        messages.push(error.message);
        return { statusCode: 500, body: '' };
      });
      app.get('/', async () => {
        await new Promise(setImmediate);
        return 'ok';
      });
    }
    twice.use(async ({ next }) => {
      await next();
      await next();
    });
    forgetful.use(async ({ next }) => {
      void next();
    });
    await get(twice);
    await get(forgetful);
    expect(messages).toEqual([
      'A middleware called next() more than once.',
      'A middleware returned while its next() was still running. Await it, or return its promise.',
    ]);
  });

  it('that neither calls next nor answers leaves a 500', async () => {
    const app = new Router();
    app.use(async () => undefined);
    app.get('/', () => 'never');
    expect(await get(app)).toEqual({ statusCode: 500, headers: {}, body: '', isBase64Encoded: false });
  });

  it('keeps values for the request, apart from those of other requests, and shares those of the router', async () => {
    const app = new Router();
    app.shared.set('count', 0);
    app.use(async ({ reqCtx: { set, has, shared, query }, next }) => {
      expect(has('user')).toBe(false);
      set('user', query('user') ?? 'nobody');
      shared.set('count', Number(shared.get('count')) + 1);
      await new Promise(setImmediate);
      await next();
    });
    app.get('/', ({ get: read, delete: remove, shared }) => [
      read('user') as string,
      remove('user'),
      remove('user'),
      shared.get('count') as number,
    ]);
    const ask = (user: string) => app.resolve(httpApi({ path: '/', query: `user=${user}` }), context);
    const bodies = (await Promise.all([ask('ann'), ask('bob')])).map((result) => result.body);
    expect(bodies).toEqual(['["ann",true,false,2]', '["bob",true,false,2]']);
  });

  it('forces the body to be base64, or not to be', async () => {
    const app = new Router();
    app.get('/force', (reqCtx) => {
      reqCtx.isBase64Encoded = true;
      return new Response('text');
    });
    app.get('/forbid', (reqCtx) => {
      reqCtx.isBase64Encoded = false;
      return Buffer.from('text');
    });
    expect(await get(app, '/force')).toMatchObject({ body: 'dGV4dA==', isBase64Encoded: true });
    expect(await get(app, '/forbid')).toMatchObject({ body: 'text', isBase64Encoded: false });
  });
});
