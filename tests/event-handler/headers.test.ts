import fc from 'fast-check';
import { type HandlerResponse, type RequestContext, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, type Received, receive, sourceNames, sources } from './fixtures.js';

type Way = (reqCtx: RequestContext, value: string) => HandlerResponse | Promise<HandlerResponse>;

/** Every way by which a value comes to a header of the response. */
const ways: Record<string, Way> = {
  setHeader: ({ setHeader }, value) => {
    setHeader('x-value', value);
    return { statusCode: 200, body: '' };
  },
  appendHeader: ({ appendHeader }, value) => {
    appendHeader('x-value', value);
    return { statusCode: 200, body: '' };
  },
  headers: (_, value) => ({ statusCode: 200, body: '', headers: { 'x-value': value } }),
  multiValueHeaders: (_, value) => ({ statusCode: 200, body: '', multiValueHeaders: { 'x-value': [value] } }),
  'setHeader of a web response': ({ setHeader, res }, value) => {
    expect(res.status).toBe(500);
    setHeader('x-value', value);
    return { statusCode: 200, body: '' };
  },
};

const touched = [false, true];
const runs = Object.keys(ways).flatMap((way) =>
  sourceNames.flatMap((source) => touched.map((isTouched) => ({ way, source, isTouched }))),
);

const send = async (
  serve: (reqCtx: RequestContext) => unknown,
  source: (typeof sourceNames)[number],
  touch = false,
) => {
  const app = new Router();
  if (touch)
    app.use(async ({ reqCtx, next }) => {
      await next();
      reqCtx.res.headers.set('x-touched', 'yes');
    });
  app.get('/', serve as never);
  const result = await app.resolve(sources[source]({ path: '/' }), context);
  return { result, received: receive(result) };
};

const evil = 'one\r\nset-cookie: stolen=1\0\n\ttwo ';

describe('a header of the response', () => {
  it.each(runs)('never has a line break or NUL: $way to $source, touched: $isTouched', async (run) => {
    const way = ways[run.way] as Way;
    const { result, received } = await send((reqCtx) => way(reqCtx, evil), run.source, run.isTouched);
    expect(received.headers['x-value']).toBe('one  set-cookie: stolen=1  \ttwo');
    expect(received.cookies).toEqual([]);
    expect(JSON.stringify({ ...result, body: '' })).not.toMatch(/\\r|\\n|\\u0000/);
  });

  it.each(sourceNames)('never has one in a cookie or a description either (%s)', async (source) => {
    const { result } = await send(
      () => ({ statusCode: 200, statusDescription: `200 ${evil}`, body: '', cookies: [evil, `b=${evil}`] }),
      source,
    );
    expect(JSON.stringify(result)).not.toMatch(/\\r|\\n|\\u0000/);
  });

  it.each(touched)('is not sent under a name that cannot be one (touched: %s)', async (isTouched) => {
    for (const name of ['a b', 'a:b', '', 'ü', 'a\r\nb'])
      for (const result of [
        { statusCode: 200, body: 'x', headers: { [name]: 'v' } },
        { statusCode: 200, body: 'x', multiValueHeaders: { [name]: ['v'] } },
      ])
        expect((await send(() => result, 'httpApi', isTouched)).received.status).toBe(500);
  });

  const encoded: [name: string, given: string, sent: string][] = [
    ['x-name', 'café', 'café'],
    ['x-name', 'price: 5 €', 'price: 5 %E2%82%AC'],
    ['x-name', '😀', '%F0%9F%98%80'],
    ['x-name', '\ud800', '%EF%BF%BD'],
    ['location', '/käse/日本?q=€', '/käse/%E6%97%A5%E6%9C%AC?q=%E2%82%AC'],
    ['content-disposition', 'attachment; filename="plain.pdf"', 'attachment; filename="plain.pdf"'],
    [
      'content-disposition',
      'attachment; filename="€ rates.pdf"',
      'attachment; filename="_ rates.pdf"; filename*=UTF-8\'\'%E2%82%AC%20rates.pdf',
    ],
    [
      'content-disposition',
      'attachment; filename=日本(1).pdf; size=1',
      'attachment; filename="__(1).pdf"; filename*=UTF-8\'\'%E6%97%A5%E6%9C%AC%281%29.pdf; size=1',
    ],
    [
      'content-disposition',
      'inline; filename="a\\"€.txt"; filename*=UTF-8\'\'own.txt',
      'inline; filename="a\\"_.txt"; filename*=UTF-8\'\'own.txt',
    ],
    ['set-cookie', 'name=日本; Path=/', 'name=%E6%97%A5%E6%9C%AC; Path=/'],
  ];
  it.each(encoded)('is encoded beyond Latin-1 the same, touched or not: %s: %s', async (name, given, sent) => {
    const read = ({ headers, cookies }: Received): string | undefined =>
      name === 'set-cookie' ? cookies[0] : headers[name];
    for (const source of sourceNames)
      for (const isTouched of touched) {
        const result = { statusCode: 200, body: '', headers: { [name]: given } };
        expect(read((await send(() => result, source, isTouched)).received)).toBe(sent);
      }
  });

  it('can always be sent, whatever it is made of', async () => {
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('content-disposition', 'x-value'), async (value, name) => {
        const given = name === 'x-value' ? value : `attachment; filename="${value}"`;
        const { received } = await send(() => ({ statusCode: 200, body: '', headers: { [name]: given } }), 'restApi');
        expect(received.status).toBe(200);
        expect(new Headers([[name, received.headers[name] ?? '']]).get(name)).toBe(received.headers[name]);
      }),
    );
  });

  it('may be called as what every object has', async () => {
    const headers = JSON.parse('{"__proto__":"a","constructor":"b"}');
    for (const source of sourceNames) {
      const { result } = await send(() => ({ statusCode: 200, body: '', headers }), source);
      expect(JSON.stringify(result)).toContain('"__proto__":');
      expect(JSON.stringify(result)).toContain('"constructor":');
    }
  });
});

describe('the list headers of a response', () => {
  it.each([
    ['restApi', { 'x-own': 'a, b' }, { vary: ['Origin', 'Accept'], 'access-control-allow-methods': ['GET', 'PUT'] }],
  ] as const)('are lists for %s, whoever joined them', async (source, headers, multiValueHeaders) => {
    const given = { vary: 'Origin, Accept', 'access-control-allow-methods': 'GET,PUT', 'x-own': 'a, b' };
    for (const serve of [() => new Response(null, { headers: given }), () => ({ statusCode: 200, headers: given })]) {
      const { result } = await send(serve, source);
      expect(result).toMatchObject({ headers, multiValueHeaders });
    }
  });
});

describe('the headers of a request', () => {
  it.each(sourceNames)('do not vanish where they are beyond Latin-1 (%s)', async (source) => {
    const app = new Router();
    app.get('/', ({ req, header }) => [
      header('x-name') ?? null,
      Buffer.from(req.headers.get('x-name') ?? '', 'latin1').toString(),
      req.headers.get('x-latin'),
    ]);
    const headers = { 'x-name': '日本 €', 'x-latin': 'café' };
    const { body } = receive(await app.resolve(sources[source]({ path: '/', headers }), context));
    expect(JSON.parse(body.toString())).toEqual(['日本 €', '日本 €', 'café']);
  });
});
