import fc from 'fast-check';
import {
  compress,
  cors,
  type HandlerResponse,
  NotFoundError,
  type RequestContext,
  Router,
} from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, type Received, type RequestParts, receive, recorded, sourceNames, sources } from './fixtures.js';

interface Case {
  name: string;
  request: RequestParts;
  /** Default: `GET`. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD';
  path?: `/${string}`;
  serve: (reqCtx: RequestContext) => HandlerResponse | Promise<HandlerResponse>;
  expected: Partial<Omit<Received, 'body'>> & { text?: string; bytes?: number[] };
  /** Sources that cannot tell the request apart from another. */
  not?: readonly string[];
}

const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80]);
const json = { 'content-type': 'application/json' };
const cookies = ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2; Path=/', 'c=3'];

const corpus: Case[] = [
  {
    name: 'sends each of several cookies, commas and all, from a Response',
    request: {},
    serve: () => {
      const response = new Response('ok');
      for (const cookie of cookies) response.headers.append('set-cookie', cookie);
      return response;
    },
    expected: { status: 200, cookies, text: 'ok' },
  },
  {
    name: 'sends each of several cookies of a proxy result',
    request: {},
    serve: () => ({ statusCode: 200, body: 'ok', cookies }),
    expected: { cookies, text: 'ok' },
  },
  {
    name: 'sends a cookie of the headers together with those of the multi-value headers',
    request: {},
    serve: () => ({
      statusCode: 200,
      body: 'ok',
      headers: { 'Set-Cookie': cookies[0] },
      multiValueHeaders: { 'set-cookie': cookies.slice(1) },
    }),
    expected: { cookies },
  },
  {
    name: 'does not cut a header at its commas',
    request: {},
    serve: () =>
      new Response('ok', { headers: { 'content-type': 'text/plain', expires: 'Wed, 21 Oct 2026 07:28:00 GMT' } }),
    expected: { headers: { 'content-type': 'text/plain', expires: 'Wed, 21 Oct 2026 07:28:00 GMT' } },
  },
  {
    name: 'sends all values of a repeated header',
    request: {},
    serve: () => ({ statusCode: 200, body: {}, multiValueHeaders: { Vary: ['Origin', 'Accept'] } }),
    expected: { headers: { ...json, vary: 'Origin, Accept' } },
  },
  {
    name: 'keeps the values of a repeated query parameter, in order',
    request: { query: 'id=1&id=2&id=3' },
    serve: ({ req, queries }) => [new URL(req.url).searchParams.getAll('id'), queries('id')],
    expected: { text: '[["1","2","3"],["1","2","3"]]' },
    not: ['alb'],
  },
  {
    name: 'decodes a query once',
    request: { query: 'q=a%20b%26c&r=100%25' },
    serve: (reqCtx) => [
      reqCtx.query('q') ?? null,
      reqCtx.query('r') ?? null,
      new URL(reqCtx.req.url).searchParams.get('q'),
    ],
    expected: { text: '["a b&c","100%","a b&c"]' },
  },
  {
    name: 'gives an empty text for a query parameter without a value',
    request: { query: 'foo&bar=' },
    serve: (reqCtx) => [reqCtx.query('foo') ?? null, reqCtx.query('bar') ?? null, reqCtx.query('baz') ?? null],
    expected: { text: '["","",null]' },
  },
  {
    name: 'passes on ?foo and ?foo= as they were',
    request: { query: 'foo&bar=' },
    serve: ({ req }) => new URL(req.url).search,
    expected: { text: '"?foo&bar="' },
    not: ['restApi', 'alb', 'albMultiValue'],
  },
  {
    name: 'keeps an encoded slash inside its parameter',
    request: { path: '/files/a%2Fb%20c' },
    path: '/files/:name',
    serve: ({ params }) => params.name ?? null,
    expected: { status: 200, text: '"a/b c"' },
  },
  {
    name: 'takes a bare percent sign for what it is',
    request: { path: '/files/100%' },
    path: '/files/:name',
    serve: ({ params }) => params.name ?? null,
    expected: { status: 200, text: '"100%"' },
  },
  {
    name: 'resolves dot segments before it looks for a route',
    request: { path: '/files/%2E%2e/x/../orders/./42/' },
    path: '/orders/:id',
    serve: ({ params }) => params.id ?? null,
    expected: { status: 200, text: '"42"' },
  },
  {
    name: 'does not take a double slash at the start for a host',
    request: { path: '//evil.example/orders' },
    path: '/files/:name',
    serve: () => 'found',
    expected: { status: 404 },
  },
  {
    name: 'gives the bytes of a binary request body',
    request: { method: 'POST', body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true },
    method: 'POST',
    serve: async ({ req }) => [...new Uint8Array(await req.arrayBuffer())],
    expected: { text: '[255,254,0,128]' },
  },
  {
    name: 'decodes a base64 JSON body',
    request: { method: 'POST', body: Buffer.from('{"n":1}').toString('base64'), isBase64Encoded: true },
    method: 'POST',
    serve: async (reqCtx) => [reqCtx.json() as object, (await reqCtx.req.json()) as object],
    expected: { text: '[{"n":1},{"n":1}]' },
  },
  {
    name: 'takes a GET that has a body',
    request: { method: 'GET', body: 'ignored' },
    serve: ({ req }) => req.method,
    expected: { status: 200, text: '"GET"' },
  },
  {
    name: 'takes a PATCH with its body',
    request: { method: 'PATCH', body: '{"n":1}', headers: { 'content-type': 'application/json' } },
    method: 'PATCH',
    serve: async ({ req }) => ({ method: req.method, body: await req.text() }),
    expected: { status: 200, text: '{"method":"PATCH","body":"{\\"n\\":1}"}' },
  },
  {
    name: 'takes a method in lower case',
    request: { method: 'patch' },
    method: 'PATCH',
    serve: ({ req }) => req.method,
    expected: { status: 200, text: '"PATCH"' },
  },
  {
    name: 'joins the cookies of a request',
    request: { cookies: ['session=abc', 'theme=dark'] },
    serve: ({ req, header }) => [req.headers.get('cookie'), header('Cookie') ?? null],
    expected: { text: '["session=abc; theme=dark","session=abc; theme=dark"]' },
  },
  {
    name: 'reads a header whatever its case',
    request: { headers: { 'X-Custom': 'yes' } },
    serve: (reqCtx) => [reqCtx.header('x-cUSTOM') ?? null, reqCtx.req.headers.get('x-custom')],
    expected: { text: '["yes","yes"]' },
  },
  {
    name: 'takes names that every object has for data',
    request: { headers: { 'x-y': '1' }, query: 'constructor=a&toString=b&__proto__=c' },
    serve: (reqCtx) => [
      reqCtx.header('constructor') ?? null,
      reqCtx.query('constructor') ?? null,
      reqCtx.query('toString') ?? null,
      reqCtx.query('hasOwnProperty') ?? null,
    ],
    expected: { text: '[null,"a","b",null]' },
  },
  {
    name: 'takes the first of several forwarded protocols, and any host for granted',
    request: { headers: { 'x-forwarded-proto': 'http,https', host: 'not a host' } },
    serve: ({ req }) => new URL(req.url).protocol,
    expected: { status: 200, text: '"http:"' },
  },
  {
    name: 'sends bytes as base64',
    request: {},
    serve: () => bytes.buffer,
    expected: { status: 200, bytes: [255, 254, 0, 128], headers: { 'content-type': 'application/octet-stream' } },
  },
  {
    name: 'sends bytes as the type that is set',
    request: {},
    serve: ({ setHeader }) => {
      setHeader('Content-Type', 'image/png');
      return bytes;
    },
    expected: { bytes: [255, 254, 0, 128], headers: { 'content-type': 'image/png' } },
  },
  {
    name: 'sends a Buffer as bytes and not as JSON',
    request: {},
    serve: () => Buffer.from(bytes),
    expected: { bytes: [255, 254, 0, 128] },
  },
  {
    name: 'sends the bytes of a Response of a binary type',
    request: {},
    serve: () => new Response(bytes, { headers: { 'content-type': 'application/pdf' } }),
    expected: { bytes: [255, 254, 0, 128], headers: { 'content-type': 'application/pdf' } },
  },
  {
    name: 'sends the bytes of an encoded Response whatever the encoding',
    request: {},
    serve: () => new Response(bytes, { headers: { 'content-type': 'text/html', 'content-encoding': 'br' } }),
    expected: { bytes: [255, 254, 0, 128] },
  },
  {
    name: 'sends the bytes of text in another charset',
    request: {},
    serve: () => new Response(bytes, { headers: { 'content-type': 'text/plain; charset=iso-8859-1' } }),
    expected: { bytes: [255, 254, 0, 128] },
  },
  {
    name: 'sends the bytes of a proxy result',
    request: {},
    serve: () => ({ statusCode: 200, body: bytes, headers: { 'content-type': 'image/png' } }),
    expected: { bytes: [255, 254, 0, 128], headers: { 'content-type': 'image/png' } },
  },
  {
    name: 'does not encode twice what a proxy result says is base64',
    request: {},
    serve: () => ({
      statusCode: 200,
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
      headers: { 'content-type': 'image/png' },
    }),
    expected: { bytes: [255, 254, 0, 128] },
  },
  {
    name: 'sends what a stream gives',
    request: {},
    serve: () => new Blob([bytes]).stream(),
    expected: { bytes: [255, 254, 0, 128] },
  },
  {
    name: 'sends no body with a 204, nor a type for it',
    request: {},
    serve: () => ({ statusCode: 204, body: 'never' }),
    expected: { status: 204, text: '', headers: {} },
  },
  {
    name: 'sends no body with a 304 and keeps its headers',
    request: {},
    serve: () => new Response(null, { status: 304, headers: { etag: '"1"' } }),
    expected: { status: 304, text: '', headers: { etag: '"1"' } },
  },
  {
    name: 'answers HEAD by the GET route, without its body',
    request: { method: 'HEAD' },
    serve: () => ({ n: 1 }),
    expected: { status: 200, text: '', headers: json },
  },
  {
    name: 'answers 405 and what is allowed where only the method is wrong',
    request: { method: 'DELETE' },
    serve: () => ({ n: 1 }),
    expected: { status: 405, headers: { ...json, allow: 'GET, HEAD' } },
  },
  {
    name: 'answers 405 to a method that no route can have',
    request: { method: 'TRACE' },
    serve: () => ({ n: 1 }),
    expected: { status: 405 },
  },
  {
    name: 'answers 404 where no route matches',
    request: { path: '/nothing' },
    serve: () => ({ n: 1 }),
    expected: {
      status: 404,
      text: '{"statusCode":404,"error":"NotFoundError","message":"Route /nothing for method GET not found"}',
    },
  },
  {
    name: 'answers 404 that a handler throws',
    request: {},
    serve: () => {
      throw new NotFoundError('no order 42');
    },
    expected: { status: 404, text: '{"statusCode":404,"error":"NotFoundError","message":"no order 42"}' },
  },
  {
    name: 'answers 400 to a blank parameter',
    request: { path: '/orders/%20' },
    serve: () => 'never',
    expected: { status: 400 },
  },
  {
    name: 'keeps data that merely has a statusCode',
    request: {},
    serve: () => ({ statusCode: 201, id: 1 }),
    expected: { status: 200, text: '{"statusCode":201,"id":1}' },
  },
  {
    name: 'sends text beyond ASCII as it is',
    request: { path: '/orders/caf%C3%A9' },
    serve: ({ params }) => ({ id: params.order_id }),
    expected: { text: '{"id":"café"}' },
  },
  {
    name: 'hides the message of an error that is not for the client',
    request: {},
    serve: () => {
      throw new Error('password=hunter2');
    },
    expected: {
      status: 500,
      text: '{"statusCode":500,"error":"Internal Server Error","message":"Internal Server Error"}',
    },
  },
  {
    name: 'answers 500 to a status that is none',
    request: {},
    serve: () => ({ statusCode: 42, body: 'no' }),
    expected: { status: 500 },
  },
];

const runs = corpus.flatMap((one) =>
  sourceNames.filter((source) => !one.not?.includes(source)).map((source) => ({ ...one, source })),
);

describe('the corpus of ugly events', () => {
  it.each(runs)('$source: $name', async ({ source, request, method = 'GET', path, serve, expected }) => {
    const app = new Router();
    app.route(serve, { method, path: path ?? '/orders/:order_id' });
    const received = receive(await app.resolve(sources[source](request), context));
    const { text, bytes: expectedBytes, ...rest } = expected;
    expect(received).toMatchObject(rest);
    if (rest.headers) expect(received.headers).toEqual(rest.headers);
    if (text !== undefined) expect(received.body.toString()).toBe(text);
    if (expectedBytes) expect([...received.body]).toEqual(expectedBytes);
  });

  it.each(['http-api', 'function-url', 'rest-api', 'alb', 'alb-multi-value'])(
    'routes the recorded %s event',
    async (name) => {
      const app = new Router();
      app.get('/orders/:order_id', (reqCtx) => [
        reqCtx.params.order_id,
        reqCtx.query('draft') ?? null,
        reqCtx.req.headers.get('cookie'),
      ]);
      const { status, body } = receive(await app.resolve(recorded<unknown>(name), context));
      expect(status).toBe(200);
      expect(JSON.parse(body.toString())).toEqual(['42', '', 'session=abc; theme=dark']);
    },
  );
});

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
    [414, '414 Request-URI Too Long'],
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
