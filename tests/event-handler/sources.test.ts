import fc from 'fast-check';
import { compress, cors, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, sourceNames, sources } from './fixtures.js';

const json = { 'content-type': 'application/json' };

describe('a stage before the path', () => {
  const app = new Router();
  app.get('/orders', () => 'orders');
  app.get('/orders/:id', ({ params }) => params.id);
  app.get('/prod/orders', () => 'orders of prod');
  app.get('/', () => 'root');

  it.each([
    ['$default', '/orders', '"orders"'],
    ['dev', '/dev/orders', '"orders"'],
    ['dev', '/dev', '"root"'],
    ['prod', '/prod/orders', '"orders of prod"'],
    ['dev', '/orders', '"orders"'],
  ])('stage %s: %s is %s', async (stage, path, body) => {
    expect((await app.resolve(sources.httpApi({ stage, path }), context)).body).toBe(body);
  });

  it('is in the path of a payload of format 1.0, and not in that of a REST API', async () => {
    const byId = new Router();
    byId.get('/:id', ({ params }) => params.id);
    const event = sources.restApi({ stage: 'dev', path: '/dev/42' });
    expect((await byId.resolve(event, context)).statusCode).toBe(404);
    const format1 = { ...event, requestContext: { ...event.requestContext, path: event.path } };
    expect((await byId.resolve(format1, context)).body).toBe('"42"');
  });

  it.each(['/devorders', '/dev1orders'])('is not taken from the beginning of a word (%s)', async (path) => {
    expect((await app.resolve(sources.httpApi({ stage: 'dev', path: `${path}/1` }), context)).statusCode).toBe(404);
  });
});

describe('the result for each source', () => {
  const app = new Router();
  app.get('/', () => ({
    statusCode: 201,
    body: { n: 1 },
    cookies: ['a=1', 'b=2'],
    multiValueHeaders: { vary: ['a', 'b'] },
  }));
  const shared = { statusCode: 201, body: '{"n":1}', isBase64Encoded: false };

  it.each([
    ['httpApi', { ...shared, headers: { ...json, vary: 'a, b' }, cookies: ['a=1', 'b=2'] }],
    ['functionUrl', { ...shared, headers: { ...json, vary: 'a, b' }, cookies: ['a=1', 'b=2'] }],
    ['restApi', { ...shared, headers: json, multiValueHeaders: { vary: ['a', 'b'], 'set-cookie': ['a=1', 'b=2'] } }],
    [
      'alb',
      {
        ...shared,
        statusDescription: '201 Created',
        headers: { ...json, vary: 'a, b', 'set-cookie': 'a=1', 'Set-cookie': 'b=2' },
      },
    ],
    [
      'albMultiValue',
      {
        ...shared,
        statusDescription: '201 Created',
        multiValueHeaders: {
          'content-type': ['application/json'],
          vary: ['a', 'b'],
          'set-cookie': ['a=1', 'b=2'],
        },
      },
    ],
  ] as const)('is what %s takes', async (source, expected) => {
    expect(await app.resolve(sources[source]({ path: '/' }), context)).toEqual(expected);
  });

  it.each([
    [200, '200 OK'],
    [203, '203 Non-Authoritative Information'],
    [413, '413 Content Too Large'],
    [414, '414 URI Too Long'],
    [416, '416 Range Not Satisfiable'],
    [422, '422 Unprocessable Content'],
    [418, "418 I'm a Teapot"],
    [499, '499'],
  ])('describes status %i to a load balancer as %s', async (statusCode, statusDescription) => {
    const status = new Router();
    status.get('/', () => ({ statusCode, body: '' }));
    expect(await status.resolve(sources.alb({ path: '/' }), context)).toMatchObject({ statusDescription });
  });
});

describe('whatever the client sends', () => {
  const app = new Router();
  app.use(cors({ origin: ['https://shop.example'] }));
  app.use(compress({ threshold: 0 }));
  app.any('/{rest+}', async ({ params, req, query, header, text }) => {
    const body = req.method === 'GET' || req.method === 'HEAD' ? '' : await req.text();
    return {
      params: { ...params },
      url: req.url,
      q: query('q') ?? null,
      host: header('host') ?? null,
      body,
      same: text(),
    };
  });
  const anything = fc.string({ unit: 'binary', maxLength: 20 });
  const token = fc.string({ unit: fc.constantFrom(...'abXY-_ :\n'), maxLength: 8 });
  const requests = fc.record(
    {
      method: fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'options', 'TRACE'), token),
      path: fc.oneof(
        anything,
        fc.webPath(),
        anything.map((text) => `/${text}`),
      ),
      query: fc.oneof(anything, fc.webQueryParameters()),
      headers: fc.dictionary(
        fc.oneof(token, fc.constantFrom('host', 'x-forwarded-proto', 'origin', 'accept-encoding')),
        anything,
      ),
      cookies: fc.array(anything),
      body: anything,
      isBase64Encoded: fc.boolean(),
      stage: fc.oneof(token, fc.constant('$default')),
    },
    { requiredKeys: ['method', 'path'] },
  );

  it.each(sourceNames)('the answer is a result that can be sent (%s)', async (source) => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const result = await app.resolve(sources[source](request), context);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        expect([200, 204, 404, 405]).toContain(result.statusCode);
        expect(typeof result.body).toBe('string');
      }),
    );
  });
});
