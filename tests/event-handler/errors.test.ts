import {
  BadRequestError,
  ForbiddenError,
  HttpError,
  InternalServerError,
  InvalidEventError,
  MethodNotAllowedError,
  NotFoundError,
  ParameterValidationError,
  RequestEntityTooLargeError,
  RequestTimeoutError,
  Router,
  ServiceUnavailableError,
  UnauthorizedError,
} from 'otel-powertools/event-handler';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { context, httpApi, sourceNames, sources } from './fixtures.js';

const throwing = (error: unknown): Router => {
  const app = new Router();
  app.get('/', () => {
    throw error;
  });
  return app;
};

const answer = async (app: Router, path = '/', method = 'GET') => {
  const { statusCode, body, headers } = await app.resolve(httpApi({ path, method }), context);
  return { statusCode, body: body === '' ? '' : (JSON.parse(body) as unknown), headers };
};

afterEach(() => {
  vi.unstubAllEnvs();
});

class ConflictError extends HttpError {
  readonly statusCode = 409;
  readonly errorType = 'ConflictError';
}

describe('an HTTP error', () => {
  it.each([
    [BadRequestError, 400],
    [UnauthorizedError, 401],
    [ForbiddenError, 403],
    [NotFoundError, 404],
    [MethodNotAllowedError, 405],
    [RequestTimeoutError, 408],
    [RequestEntityTooLargeError, 413],
    [InternalServerError, 500],
    [ServiceUnavailableError, 503],
    [ConflictError, 409],
  ])('%o becomes a response with status %i', async (type, statusCode) => {
    const { name } = type;
    const error = new type('why', { cause: new Error('secret') }, { field: 'id' });
    expect(error).toMatchObject({ name, errorType: name, statusCode, message: 'why' });
    expect(await answer(throwing(error))).toEqual({
      statusCode,
      headers: { 'content-type': 'application/json' },
      body: { statusCode, error: name, message: 'why', details: { field: 'id' } },
    });
    expect(await error.toWebResponse().json()).toEqual(error.toJSON());
  });

  it('has an empty message where none is given', async () => {
    expect((await answer(throwing(new NotFoundError()))).body).toEqual({
      statusCode: 404,
      error: 'NotFoundError',
      message: '',
    });
  });
});

describe('any other error', () => {
  it.each([new Error('secret'), 'secret', null, undefined, { secret: true }])(
    '%o is a 500 that tells nothing',
    async (thrown) => {
      expect(await answer(throwing(thrown))).toMatchObject({
        statusCode: 500,
        body: { statusCode: 500, error: 'Internal Server Error', message: 'Internal Server Error' },
      });
    },
  );

  it('is told whole in development', async () => {
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    expect((await answer(throwing(new RangeError('too far')))).body).toMatchObject({
      message: 'too far',
      stack: expect.stringContaining('errors.test.ts'),
      details: { errorName: 'RangeError' },
    });
  });

  it('is told to the logger', async () => {
    const error = vi.fn();
    const app = new Router({ logger: { warn: vi.fn(), error } });
    const failure = new Error('secret');
    app.get('/', () => {
      throw failure;
    });
    app.get('/none', () => {
      throw new NotFoundError();
    });
    await answer(app);
    await answer(app, '/none');
    expect(error.mock.calls).toEqual([['GET / failed.', failure]]);
  });

  it('is raised for a handler that returns nothing', async () => {
    const app = new Router();
    const messages: string[] = [];
    app.errorHandler(TypeError, (error) => {
      messages.push(error.message);
      return { statusCode: 500, body: '' };
    });
    app.get('/', async () => undefined as never);
    await answer(app);
    expect(messages).toEqual([expect.stringContaining('returned undefined, which cannot be sent')]);
  });
});

describe('an error handler', () => {
  it('of the nearest class answers, whatever the order of registration', async () => {
    class BaseError extends Error {}
    class LeafError extends BaseError {}
    const app = throwing(new LeafError());
    app.errorHandler(Error, () => ({ statusCode: 500, body: 'Error' }));
    app.errorHandler(BaseError, () => ({ statusCode: 418, body: 'BaseError' }));
    expect((await app.resolve(httpApi({ path: '/' }), context)).body).toBe('BaseError');
  });

  it('answers for a class of the same name from another copy of a library', async () => {
    const copy = Object.assign(new Error('copy'), { name: 'ConflictError' });
    const app = throwing(copy);
    app.errorHandler(ConflictError, () => ({ statusCode: 409, body: {} }));
    expect((await answer(app)).statusCode).toBe(409);
  });

  it('takes several classes, an abstract one too, and the scope as this', async () => {
    const app = new Router();
    const scope = { name: 'scope' };
    app.get('/range', () => {
      throw new RangeError();
    });
    app.get('/http', () => {
      throw new ForbiddenError();
    });
    app.errorHandler([RangeError, HttpError], function (this: unknown, error) {
      return { statusCode: 400, body: { name: error.name, scoped: this === scope } };
    });
    for (const [path, name] of [
      ['/range', 'RangeError'],
      ['/http', 'ForbiddenError'],
    ] as const) {
      const { body } = await app.resolve(httpApi({ path }), context, { scope });
      expect(JSON.parse(body)).toEqual({ name, scoped: true });
    }
  });

  it.each<[string, unknown, number, unknown]>([
    ['a proxy result', { statusCode: 418, body: { a: 1 } }, 418, { a: 1 }],
    ['a value that names a status', { statusCode: 410, gone: true }, 410, { statusCode: 410, gone: true }],
    ['a value with a status as text', { statusCode: '410' }, 410, { statusCode: '410' }],
    ['a value whose status is none', { statusCode: 'gone' }, 400, { statusCode: 'gone' }],
    ['a plain value', { a: 1 }, 400, { a: 1 }],
    ['a list', [1], 400, [1]],
    ['nothing', undefined, 400, { statusCode: 400, error: 'BadRequestError', message: 'bad' }],
  ])('that returns %s', async (_, returned, statusCode, body) => {
    const app = throwing(new BadRequestError('bad'));
    app.errorHandler(BadRequestError, async () => returned);
    expect(await answer(app)).toMatchObject({ statusCode, body });
  });

  it('sees and changes the context', async () => {
    const app = throwing(new BadRequestError('bad'));
    app.errorHandler(BadRequestError, (error, reqCtx) => {
      reqCtx.setHeader('x-route', reqCtx.route ?? '');
      return new Response(error.message, { status: 422 });
    });
    const result = await app.resolve(httpApi({ path: '/' }), context);
    expect(result).toMatchObject({ statusCode: 422, body: 'bad', headers: { 'x-route': 'GET /' } });
  });

  it('may throw an HTTP error, which is handled in turn, but not for ever', async () => {
    const app = throwing(new RangeError('far'));
    app.errorHandler(RangeError, () => {
      throw new BadRequestError('first');
    });
    app.errorHandler(BadRequestError, () => {
      throw new BadRequestError('second');
    });
    expect((await answer(app)).body).toMatchObject({ statusCode: 400, message: 'second' });
  });

  it('that fails itself leaves a 500', async () => {
    const app = throwing(new RangeError('far'));
    app.errorHandler(RangeError, () => {
      throw new Error('broken handler');
    });
    expect((await answer(app)).statusCode).toBe(500);
  });

  it('for requests that are not found and methods that are not allowed', async () => {
    const app = new Router();
    app.post('/orders', () => 'ok');
    app.notFound(() => ({ nothing: 'here' }));
    app.methodNotAllowed((error) => ({ try: error.allowedMethods }));
    expect(await answer(app, '/none')).toMatchObject({ statusCode: 404, body: { statusCode: 404, nothing: 'here' } });
    expect(await answer(app, '/orders')).toMatchObject({
      statusCode: 405,
      headers: { allow: 'POST' },
      body: { statusCode: 405, try: ['POST'] },
    });
  });

  it('for blank parameters, inside the middleware', async () => {
    const app = new Router();
    app.use(async ({ reqCtx, next }) => {
      reqCtx.setHeader('x-outer', 'yes');
      await next();
    });
    app.get('/u/:id', () => 'never');
    app.errorHandler(ParameterValidationError, ({ issues }) => ({ statusCode: 400, body: issues }));
    expect(await answer(app, '/u/%20')).toMatchObject({
      statusCode: 400,
      body: ["Parameter 'id' cannot be empty"],
      headers: { 'x-outer': 'yes' },
    });
  });
});

describe('a response that cannot be read', () => {
  it('is an error of the request that it belongs to', async () => {
    const app = new Router();
    const once = new Response('once');
    app.get('/', () => once);
    expect((await app.resolve(httpApi({ path: '/' }), context)).body).toBe('once');
    expect((await answer(app)).statusCode).toBe(500);
  });
});

describe('an event that is not HTTP', () => {
  it.each([
    [{ Records: [] }, /this one has: Records\./],
    [{}, /nothing/],
    ['text', /string/],
    [null, /object/],
    [{ version: '2.0', rawPath: '/', requestContext: {} }, /version, rawPath, requestContext/],
    [{ requestContext: { elb: {} }, path: '/' }, /requestContext, path/],
  ])('%o is refused by its keys', async (event, message) => {
    const app = new Router();
    await expect(app.resolve(event, context)).rejects.toThrow(InvalidEventError);
    await expect(app.resolve(event, context)).rejects.toThrow(message);
  });
});

describe('headers of a request that are missing', () => {
  it.each(sourceNames)('are no trouble from %s', async (name) => {
    const app = new Router();
    app.get('/orders/:id', (reqCtx) => [reqCtx.header('x') ?? null, new URL(reqCtx.req.url).pathname]);
    const event = { ...sources[name](), headers: undefined, multiValueHeaders: undefined };
    expect(JSON.parse((await app.resolve(event as unknown, context)).body)).toEqual([null, '/orders/42']);
  });
});
