import { type HandlerResponse, NotFoundError, type RequestContext } from 'otel-powertools/event-handler';
import type { Received, RequestParts } from './fixtures.js';

export interface Case {
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

/** Requests and answers that routers have got wrong, each the same whatever the source. */
export const corpus: Case[] = [
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
    not: ['restApi', 'alb', 'albMultiValue', 'vpcLatticeV2'],
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
