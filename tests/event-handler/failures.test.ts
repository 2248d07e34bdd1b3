import { HttpError, InvalidEventError, RequestValidationError, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, receive, sourceNames, sources } from './fixtures.js';

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

const errorOf = (statusCode: unknown, details?: Record<string, unknown>): HttpError =>
  Object.assign(
    new (class OddError extends HttpError {
      readonly statusCode = 400;
      readonly errorType = 'OddError';
    })('odd', undefined, details),
    { statusCode },
  );

const thrown: Record<string, [error: () => unknown, status: number]> = {
  'details with a bigint': [() => errorOf(400, { big: 1n }), 400],
  'details with a cycle': [() => errorOf(409, cyclic), 409],
  'details whose toJSON throws': [
    () =>
      errorOf(400, {
        toJSON: () => {
          throw new Error('no');
        },
      }),
    400,
  ],
  'a status of 700': [() => errorOf(700), 500],
  'a status that is text': [() => errorOf('404'), 404],
  'no status': [() => errorOf(undefined), 500],
  'a status that is no number': [() => errorOf('teapot'), 500],
  'a toJSON that throws': [
    () =>
      Object.assign(errorOf(400), {
        toJSON: () => {
          throw new Error('no');
        },
      }),
    500,
  ],
  'a toWebResponse of its own': [
    () => Object.assign(errorOf(400), { toWebResponse: () => new Response('own', { status: 418 }) }),
    418,
  ],
  'a toWebResponse that throws': [
    () =>
      Object.assign(errorOf(400), {
        toWebResponse: () => {
          throw new Error('no');
        },
      }),
    500,
  ],
  undefined: [() => undefined, 500],
  'a text': [() => 'text', 500],
  'a message that throws': [
    () =>
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new Error('no');
        },
      }),
    500,
  ],
};
const runs = Object.keys(thrown).flatMap((name) => sourceNames.map((source) => ({ name, source })));

describe('whatever a route throws', () => {
  it.each(runs)('becomes a response: $name, to $source', async ({ name, source }) => {
    const [error, status] = thrown[name] ?? [() => undefined, 0];
    const app = new Router({
      logger: {
        warn: () => {},
        error: () => {
          throw new Error('the logger is broken');
        },
      },
    });
    app.get('/', () => {
      throw error();
    });
    const received = receive(await app.resolve(sources[source]({ path: '/' }), context));
    expect(received.status).toBe(status);
    expect(received.body.length).toBeGreaterThan(0);
  });

  it.each([{ big: 1n }, cyclic])('and so does a result that JSON cannot carry', async (result) => {
    const app = new Router();
    app.get('/', () => result);
    expect((await app.resolve(sources.restApi({ path: '/' }), context)).statusCode).toBe(500);
  });

  it('keeps a validation error without issues free of them', () => {
    expect(JSON.parse(JSON.stringify(new RequestValidationError('no'))).details).toEqual({});
    expect(JSON.parse(JSON.stringify(new RequestValidationError('no', []))).details).toEqual({ issues: [] });
  });
});

describe('a body that is not JSON', () => {
  const post = (body: string) =>
    sources.restApi({ method: 'POST', path: '/', body, headers: { 'content-type': 'application/json' } });

  it.each(['req', 'clone', 'json'])('is a 400, and its text stays secret: read by %s', async (way) => {
    const app = new Router();
    app.post(
      '/',
      async ({ req, json }) =>
        (await (way === 'json' ? json() : way === 'req' ? req.json() : req.clone().json())) as object,
    );
    const result = await app.resolve(post('{"password":"hunter2"'), context);
    expect([result.statusCode, JSON.parse(result.body).error]).toEqual([400, 'BadRequestError']);
    expect(result.body).not.toContain('hunter2');
    expect((await app.resolve(post('\uFEFF{"n":1}'), context)).body).toBe('{"n":1}');
  });

  it("is the platform's own error to who catches it, or has a handler for it", async () => {
    const app = new Router();
    app.errorHandler(SyntaxError, () => ({ statusCode: 418, body: 'mine' }));
    app.post('/', async ({ req }) => {
      const error: unknown = await req
        .clone()
        .json()
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SyntaxError);
      return (await req.json()) as object;
    });
    expect((await app.resolve(post('{'), context)).statusCode).toBe(418);
  });

  it('is a 500 where the function itself parses something else', async () => {
    const app = new Router();
    app.post('/', () => JSON.parse('{'));
    expect((await app.resolve(post('{}'), context)).statusCode).toBe(500);
  });
});

describe('an event that is not whole', () => {
  const without = (event: object, name: string, value: unknown): unknown => ({ ...event, [name]: value });
  it.each([
    ['restApi', 'resource', undefined, /REST API.*"resource" is missing and should be a string/],
    ['restApi', 'isBase64Encoded', 'yes', /"isBase64Encoded" is a string and should be a boolean/],
    ['restApi', 'pathParameters', [], /"pathParameters" is a list and should be an object/],
    ['httpApi', 'rawPath', null, /HTTP API.*"rawPath" is null and should be a string/],
    ['httpApi', 'requestContext', {}, /"requestContext.http.method" is missing and should be a string/],
    ['httpApi', 'body', { n: 1 }, /"body" is an object and should be a string/],
    ['alb', 'httpMethod', undefined, /Load Balancer.*"httpMethod" is missing/],
    ['vpcLatticeV2', 'method', undefined, /VPC Lattice \(version 2\).*"method" is missing/],
    ['vpcLatticeV1', 'method', undefined, /VPC Lattice \(version 1\).*"method" is missing/],
  ] as const)('of %s is refused by the name of its field %s, %o', async (source, field, value, message) => {
    const app = new Router();
    const resolved = app.resolve(without(sources[source](), field, value), context);
    await expect(resolved).rejects.toThrow(InvalidEventError);
    await expect(resolved).rejects.toThrow(message);
  });
});
