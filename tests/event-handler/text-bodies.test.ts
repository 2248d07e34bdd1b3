import { Readable } from 'node:stream';
import { type Middleware, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, sourceNames, sources } from './fixtures.js';

const types = (
  'text/plain text/html text/css text/csv text/markdown text/calendar text/event-stream text/xml text/javascript ' +
  'text/vcard text/vtt application/json application/ld+json application/problem+json application/vnd.api+json ' +
  'application/xml application/xhtml+xml application/atom+xml application/rss+xml application/soap+xml ' +
  'application/javascript application/ecmascript application/yaml application/x-yaml application/toml application/graphql ' +
  'application/sql application/x-www-form-urlencoded application/x-ndjson application/jsonl application/json-seq ' +
  'application/manifest+json application/jwt application/rtf application/x-sh application/pgp-keys application/typescript ' +
  'application/wsdl+xml application/mathml+xml application/x-httpd-php application/octet-stream application/pdf ' +
  'application/vnd.custom image/svg+xml'
).split(' ');

const touches: Record<string, Middleware | undefined> = {
  nothing: undefined,
  'a header': async ({ reqCtx, next }) => {
    await next();
    reqCtx.res.headers.set('x-touched', 'yes');
  },
  'a copy': async ({ reqCtx, next }) => {
    await next();
    reqCtx.res = new Response(reqCtx.res.body, reqCtx.res);
  },
  'a copy that is returned': async ({ reqCtx, next }) => {
    await next();
    return new Response(reqCtx.res.body, reqCtx.res);
  },
  'a clone': async ({ reqCtx, next }) => {
    await next();
    await reqCtx.res.clone().text();
  },
};

const text = '\uFEFFkey: "värde €"\n';
const kinds: Record<string, (type: string) => unknown> = {
  'a text': (type) => ({ statusCode: 200, body: text, headers: { 'content-type': type } }),
  'a stream of texts': (type) => ({
    statusCode: 200,
    body: Readable.from([text.slice(0, 7), text.slice(7)]),
    headers: { 'content-type': type },
  }),
};

const runs = Object.keys(touches).flatMap((touch) => Object.keys(kinds).map((kind) => ({ touch, kind })));

const send = async (serve: () => unknown, source: (typeof sourceNames)[number], middleware?: Middleware) => {
  const app = new Router();
  if (middleware) app.use(middleware);
  app.get('/', serve as never);
  return app.resolve(sources[source]({ path: '/' }), context);
};

describe('a body', () => {
  it('is tried with 44 types', () => {
    expect(new Set(types).size).toBe(44);
  });

  it.each(runs)('that is $kind stays text, whatever its type, when $touch is touched', async ({ touch, kind }) => {
    for (const type of types)
      for (const source of sourceNames) {
        const result = await send(() => kinds[kind]?.(type), source, touches[touch]);
        expect([type, result.isBase64Encoded, result.body]).toEqual([type, false, text]);
      }
  });

  const bytes = Uint8Array.of(0xff, 0xfe, 0, 0x80);
  it.each([
    ['bytes', () => ({ statusCode: 200, body: bytes, headers: { 'content-type': 'application/zip' } })],
    ['a stream of bytes', () => Readable.from([bytes])],
    ['a web stream', () => new Blob([bytes]).stream()],
    ['an image of ASCII', () => new Response('GIF89a', { headers: { 'content-type': 'image/gif' } })],
    ['encoded', () => new Response('abc', { headers: { 'content-encoding': 'br', 'content-type': 'text/html' } })],
    ['text with NUL', () => new Response('a\0b', { headers: { 'content-type': 'application/octet-stream' } })],
  ])('that is %s is base64, touched or not', async (_, serve) => {
    for (const middleware of Object.values(touches))
      expect((await send(serve, 'restApi', middleware)).isBase64Encoded).toBe(true);
  });

  it('that was a web response of text is text', async () => {
    for (const type of types.filter((one) => !one.startsWith('image/'))) {
      const result = await send(() => new Response('a: €', { headers: { 'content-type': type } }), 'restApi');
      expect([type, result.isBase64Encoded, result.body]).toEqual([type, false, 'a: €']);
    }
  });
});
