import { BadRequestError, type CorsOptions, cors, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, type RequestParts, receive, sourceNames, sources } from './fixtures.js';

const routerWith = (options?: CorsOptions): Router => {
  const app = new Router();
  app.use(cors(options));
  app.get('/orders', () => ({ n: 1 }));
  app.get('/bad', () => {
    throw new BadRequestError('bad');
  });
  return app;
};

const ask = async (app: Router, parts: RequestParts, source: (typeof sourceNames)[number] = 'httpApi') =>
  receive(await app.resolve(sources[source]({ path: '/orders', ...parts }), context));

const corsHeaders = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control|vary)/.test(name)));

const preflight = (method: string, headers?: string): RequestParts => ({
  method: 'OPTIONS',
  headers: {
    origin: 'https://shop.example',
    'access-control-request-method': method,
    ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
  },
});

const origin = { origin: 'https://shop.example' };

describe('cors', () => {
  it.each<[string, CorsOptions | undefined, Record<string, string>, Record<string, string>]>([
    ['any origin by default', undefined, origin, { 'access-control-allow-origin': '*' }],
    ['nothing without an origin', undefined, {}, {}],
    [
      'one origin, by name',
      { origin: 'https://shop.example' },
      origin,
      { 'access-control-allow-origin': 'https://shop.example', vary: 'Origin' },
    ],
    ['nothing to another origin, but for caches', { origin: ['https://a.example'] }, origin, { vary: 'Origin' }],
    [
      'credentials and exposed headers',
      { origin: ['https://shop.example'], credentials: true, exposeHeaders: ['X-A', 'X-B'] },
      origin,
      {
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'X-A, X-B',
        vary: 'Origin',
      },
    ],
    ['no credentials to any origin', { credentials: true }, origin, { 'access-control-allow-origin': '*' }],
  ])('allows %s', async (_, options, headers, expected) => {
    expect(corsHeaders((await ask(routerWith(options), { headers })).headers)).toEqual(expected);
  });

  it.each(['/bad', '/none'])('holds for errors too (%s)', async (path) => {
    expect((await ask(routerWith(), { path, headers: origin })).headers).toMatchObject({
      'access-control-allow-origin': '*',
    });
  });

  it.each(sourceNames)('answers a preflight request (%s)', async (source) => {
    const { status, headers, body } = await ask(
      routerWith({ allowMethods: ['get', 'PUT'], allowHeaders: ['X-One', 'X-Two'], maxAge: 300 }),
      preflight('put', 'x-two , X-ONE'),
      source,
    );
    expect({ status, headers, body: body.toString() }).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, PUT',
        'access-control-allow-headers': 'x-one, x-two',
        'access-control-max-age': '300',
      },
      body: '',
    });
  });

  it.each([
    ['a method that is not allowed', preflight('TRACE')],
    ['a header that is not allowed', preflight('GET', 'x-secret')],
    ['no method', { method: 'OPTIONS', headers: origin }],
  ])('gives nothing to a preflight request for %s', async (_, request) => {
    const { status, headers } = await ask(routerWith(), request);
    expect(status).toBe(405);
    expect(corsHeaders(headers)).toEqual({});
  });
});
