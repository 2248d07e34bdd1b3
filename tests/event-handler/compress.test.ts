import { gunzipSync, inflateSync } from 'node:zlib';
import { type CompressOptions, compress, type HandlerResponse, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, receive, sourceNames, sources } from './fixtures.js';

const text = 'otel '.repeat(1000);

const routerWith = (options: CompressOptions | undefined, respond: () => HandlerResponse): Router => {
  const app = new Router();
  app.use(compress(options));
  app.get('/', respond);
  return app;
};

const ask = async (app: Router, headers: Record<string, string>, source: (typeof sourceNames)[number] = 'httpApi') =>
  receive(await app.resolve(sources[source]({ path: '/', headers }), context));

describe('compress', () => {
  it.each(sourceNames)('sends what the client can unpack (%s)', async (source) => {
    const { headers, body } = await ask(
      routerWith(undefined, () => ({ text })),
      { 'accept-encoding': 'br, gzip' },
      source,
    );
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    });
    expect(JSON.parse(gunzipSync(body).toString())).toEqual({ text });
  });

  it('deflates where it is told to', async () => {
    const app = routerWith({ encoding: 'deflate', threshold: 10 }, () => new Response('some text to deflate'));
    expect(inflateSync((await ask(app, { 'accept-encoding': 'deflate;q=0.5' })).body).toString()).toBe(
      'some text to deflate',
    );
  });

  it.each<[string, Record<string, string>, () => HandlerResponse, Record<string, string>]>([
    ['a small body', { 'accept-encoding': 'gzip' }, () => 'small', {}],
    ['a client that does not take it', { 'accept-encoding': 'br' }, () => text, { vary: 'Accept-Encoding' }],
    ['a client that refuses it', { 'accept-encoding': 'gzip;q=0, *' }, () => text, { vary: 'Accept-Encoding' }],
    [
      'an encoded body',
      { 'accept-encoding': 'gzip' },
      () => new Response(text, { headers: { 'content-encoding': 'br' } }),
      { 'content-encoding': 'br' },
    ],
    [
      'a body that must stay as it is',
      { 'accept-encoding': 'gzip' },
      () => new Response(text, { headers: { 'cache-control': 'public, No-Transform' } }),
      { 'cache-control': 'public, No-Transform' },
    ],
    [
      'a compressed type',
      { 'accept-encoding': 'gzip' },
      () => new Response(text, { headers: { 'content-type': 'image/png' } }),
      {},
    ],
  ])('leaves %s as it is', async (_, request, respond, expected) => {
    const { headers, body } = await ask(routerWith(undefined, respond), request);
    const { 'content-type': _type, ...rest } = headers;
    expect(rest).toEqual(expected);
    expect(body.toString()).toMatch(/small|otel /);
  });
});
