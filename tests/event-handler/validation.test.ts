import { trace } from '@opentelemetry/api';
import { Router, type StandardSchema } from 'otel-powertools/event-handler';
import { jsonSchema } from 'otel-powertools/validation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { context, httpApi } from './fixtures.js';
import { recordSpans, type SpanRecorder } from './spans.js';

interface Order {
  order_id: string;
  total: number;
}

const orderSchema = jsonSchema<Order>({
  type: 'object',
  required: ['order_id', 'total'],
  properties: { order_id: { type: 'string' }, total: { type: 'number', minimum: 0 } },
});

/** A schema that turns the texts of some keys into numbers, as a library with coercion does. */
const numbers = (...keys: string[]): StandardSchema<unknown, Record<string, number>> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const values = value as Record<string, unknown>;
      const issues = keys
        .filter((key) => Number.isNaN(Number(values[key])))
        .map((key) => ({ message: 'not a number', path: [{ key }] }));
      return issues.length > 0
        ? { issues }
        : { value: Object.fromEntries(keys.map((key) => [key, Number(values[key])])) };
    },
  },
});

const post = (body: string, contentType?: string) =>
  httpApi({
    method: 'POST',
    path: '/orders',
    body,
    headers: contentType === undefined ? { 'content-type': '' } : { 'content-type': contentType },
  });

const orders = (): Router => {
  const app = new Router();
  app.post('/orders', ({ valid }) => ({ statusCode: 201, body: { id: valid.req.body.order_id } }), {
    validation: { req: { body: orderSchema } },
  });
  return app;
};

let spans: SpanRecorder;
beforeEach(() => {
  spans = recordSpans();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await spans.stop();
});

describe('a validated request', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json', 'Application/JSON'])(
    'gives the handler its body as the schema gives it (%s)',
    async (type) => {
      const result = await orders().resolve(post('{"order_id":"1","total":2}', type), context);
      expect(result).toMatchObject({ statusCode: 201, body: '{"id":"1"}' });
    },
  );

  it('is refused with all of its issues', async () => {
    const result = await orders().resolve(post('{"total":-1}', 'application/json'), context);
    expect(result.statusCode).toBe(422);
    expect(JSON.parse(result.body)).toMatchObject({
      statusCode: 422,
      error: 'RequestValidationError',
      message: 'Validation failed for request',
      details: { issues: expect.arrayContaining([expect.objectContaining({ path: ['body', 'total'] })]) },
    });
  });

  it.each(['{"order_id":', ''])('is refused when its body is not JSON (%j)', async (body) => {
    const result = await orders().resolve(post(body, 'application/json'), context);
    expect(JSON.parse(result.body)).toEqual({
      statusCode: 422,
      error: 'RequestValidationError',
      message: 'Validation failed for request body',
      details: { issues: [] },
    });
  });

  it('has a text for a body where the content type is not JSON', async () => {
    expect((await orders().resolve(post('{"order_id":"1","total":2}'), context)).statusCode).toBe(422);
  });

  it('is validated in all its parts at once', async () => {
    const app = new Router();
    app.get('/u/:id', [], ({ valid }) => [valid.req.path, valid.req.query, valid.req.headers], {
      validation: { req: { path: numbers('id'), query: numbers('page'), headers: numbers('x-depth') } },
    });
    const ask = async (path: string, query: string, depth: string) =>
      JSON.parse((await app.resolve(httpApi({ path, query, headers: { 'X-Depth': depth } }), context)).body) as unknown;
    expect(await ask('/u/7', 'page=1&page=2', '3')).toEqual([{ id: 7 }, { page: 2 }, { 'x-depth': 3 }]);
    expect(await ask('/u/x', 'page=y', 'z')).toMatchObject({
      details: {
        issues: [
          { message: 'not a number', path: ['headers', 'x-depth'] },
          { message: 'not a number', path: ['path', 'id'] },
          { message: 'not a number', path: ['query', 'page'] },
        ],
      },
    });
  });

  it('leaves a schema that throws to be an error of the function', async () => {
    const app = new Router();
    const broken: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => {
          throw new Error('broken schema');
        },
      },
    };
    app.post('/orders', () => 'never', { validation: { req: { body: broken } } });
    expect((await app.resolve(post('{}', 'application/json'), context)).statusCode).toBe(500);
  });

  it('comes after the middleware of the route', async () => {
    const app = new Router();
    app.post('/orders', [async () => ({ statusCode: 401, body: '' })], () => 'never', {
      validation: { req: { body: orderSchema } },
    });
    expect((await app.resolve(post('nonsense', 'application/json'), context)).statusCode).toBe(401);
  });
});

describe('a validated response', () => {
  const app = new Router();
  app.route(() => new Response('{"n":"secret"}', { headers: { 'content-type': 'application/json' } }), {
    method: 'GET',
    path: '/bad',
    validation: { res: { body: numbers('n') } },
  });
  app.get('/good', () => ({ n: 1 }), { validation: { res: { body: numbers('n'), headers: numbers() } } });
  app.get('/none', () => ({ statusCode: 204 }), { validation: { res: { body: numbers('n') } } });
  app.get('/not-json', () => new Response('{', { headers: { 'content-type': 'application/json' } }), {
    validation: { res: { body: numbers('n') } },
  });
  const ask = (path: string) => app.resolve(httpApi({ path }), context);

  it('is sent as the handler made it', async () => {
    expect(await ask('/good')).toMatchObject({ statusCode: 200, body: '{"n":1}' });
    expect(await ask('/none')).toMatchObject({ statusCode: 204, body: '' });
  });

  it('that fails is a 500 whose issues are not for the client', async () => {
    expect(await ask('/bad')).toMatchObject({
      statusCode: 500,
      body: '{"statusCode":500,"error":"ResponseValidationError","message":"Validation failed for response"}',
    });
    expect((await ask('/not-json')).statusCode).toBe(500);
    vi.stubEnv('POWERTOOLS_DEV', '1');
    expect((await ask('/bad')).body).toContain('not a number');
  });
});

describe('a validation failure in the trace', () => {
  it('is one event that names fields and no values', async () => {
    const app = orders();
    app.get('/u/:id', () => 'never', { validation: { req: { path: numbers('id') } } });
    await spans.during(async () => {
      await app.resolve(post('{"total":-31337}', 'application/json'), context);
      await app.resolve(httpApi({ path: '/u/hunter2' }), context);
      await app.resolve(post('{"hunter2', 'application/json'), context);
    });
    const events = spans.finished()[0]?.events ?? [];
    expect(events.map(({ name, attributes }) => [name, attributes?.['validation.paths']])).toEqual([
      ['validation.failed', expect.arrayContaining([expect.stringContaining('total')])],
      ['validation.failed', ['/path/id']],
      ['validation.failed', ['/body']],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/31337|hunter2/);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
