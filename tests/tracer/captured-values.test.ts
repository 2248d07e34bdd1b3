import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import axios from 'axios';
import { drizzle } from 'drizzle-orm/pg-proxy';
import knex from 'knex';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from './lambda-context.js';
import { metadataOf, type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from './telemetry.js';

const SECRET = 'hunter2-s3cret';

let telemetry: RecordedTelemetry;
let server: Server;
let url: string;
beforeAll(async () => {
  telemetry = registerTelemetry();
  server = createServer((_request, response) => {
    response.setHeader('set-cookie', `sid=${SECRET}`);
    response.end('content');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  telemetry.exporter.reset();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  unregisterTelemetry();
  server.closeAllConnections();
  server.close();
});

const captured = async (value: unknown, options: ConstructorParameters<typeof Tracer>[0] = {}): Promise<unknown> => {
  const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false, ...options });
  tracer.captureMethod(() => ({ value }), { subSegmentName: 'call' })();
  const response = (metadataOf(telemetry.span('call'), 'orders') as { 'call response': { value: unknown } })[
    'call response'
  ];
  return response?.value;
};

const dialect: typeof knex.Client = createRequire(import.meta.url)('knex/lib/dialects/postgres/index.js');
class WithoutDriver extends dialect {
  // Nothing is ever sent.
  _driver(): object {
    return {};
  }
}
const database = knex({ client: WithoutDriver, connection: `postgres://user:${SECRET}@localhost/orders` });
const s3 = () =>
  new S3Client({
    region: 'eu-west-1',
    endpoint: url,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, sessionToken: SECRET },
  });
const authorization = `Bearer ${SECRET}`;
const incoming = (): Promise<IncomingMessage> =>
  new Promise((resolve) => get(url, { headers: { authorization } }, resolve));

class Repository {
  readonly name = 'orders';
  readonly rows = [{ id: 1 }];
  readonly secretly = SECRET;
  readonly connection = { pool: new Set([database('orders')]) };
}
class Order {
  readonly id = 7;
  readonly lines = [new Line('a', 2)];
  get total(): string {
    return SECRET;
  }
}
class Line {
  readonly sku: string;
  readonly count: number;
  constructor(sku: string, count: number) {
    this.sku = sku;
    this.count = count;
  }
}

describe('what is no data is named, and nothing in it is looked at', () => {
  it.each<[string, () => unknown, unknown]>([
    ['a query of knex that has not run', () => database('orders').where({ id: 1 }), '[QueryBuilder_PostgreSQL]'],
    ['raw SQL of knex', () => database.raw('select 1'), '[Raw]'],
    ['the client of knex', () => database.client, '[WithoutDriver]'],
    [
      'a query of drizzle',
      () =>
        drizzle(async () => ({ rows: [] }))
          .select()
          .from('orders' as never),
      '[PgSelectBase]',
    ],
    ['a client of the AWS SDK', s3, '[S3Client]'],
    ['a response of axios', () => axios.get(url, { headers: { authorization } }), '[Response]'],
    [
      'a response of axios over fetch',
      () => axios.get(url, { adapter: 'fetch', headers: { authorization } }),
      '[Response]',
    ],
    ['a response of fetch', () => fetch(url, { headers: { authorization } }), '[Response]'],
    ['a request of fetch', () => new Request(url, { headers: { authorization } }), '[Request]'],
    ['an incoming message', incoming, '[IncomingMessage]'],
    ['the request of an incoming message', async () => Reflect.get(await incoming(), 'req'), '[ClientRequest]'],
    ['a socket', () => connect(Number(new URL(url).port), '127.0.0.1').unref(), '[Socket]'],
    ['a stream', () => Readable.from([SECRET]), '[Readable]'],
    ['a stream of the web', () => new Blob([SECRET]).stream(), '[ReadableStream]'],
    ['a blob', () => new Blob([SECRET]), '[Blob]'],
    ['a thenable with headers', () => ({ headers: { 'x-own': SECRET }, [`${'th'}en`]: () => {} }), '[thenable]'],
    ['a proxy that answers every name', () => new Proxy({}, { get: () => () => SECRET }), '[thenable]'],
    ['a generator', () => (function* () {})(), '[Generator]'],
    ['an instance that holds one, deep down', () => new Repository(), '[Repository]'],
  ])('%s', async (_what, make, expected) => {
    let made = make();
    // To await a query would run it.
    if (made instanceof Promise) made = await made;
    expect(await captured(made)).toEqual(expected);
    telemetry.exporter.reset();
    expect(await captured({ list: [made], after: 1 }, { maskSecrets: false })).toEqual({ list: [expected], after: 1 });
    if (made instanceof Response) await made.body?.cancel();
  });

  it('in what an AWS call gives, whose stream holds the request and its token', async () => {
    const output = await s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(await captured(output, { maskSecrets: false })).toEqual({
      Body: '[IncomingMessage]',
      ContentLength: 7,
      Metadata: {},
      $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 },
    });
  });

  it('in metadata that was asked for, too', () => {
    const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
    tracer.provider.captureFunc('call', () => {
      tracer.putMetadata('query', database('orders'));
      tracer.putMetadata('mine', { password: 'asked for' });
    });
    expect(metadataOf(telemetry.span('call'), 'orders')).toEqual({
      query: '[QueryBuilder_PostgreSQL]',
      mine: { password: 'asked for' },
    });
  });
});

describe('what is data is captured', () => {
  it.each<[string, unknown, unknown]>([
    ['an instance that holds nothing but data', new Order(), { id: 7, lines: [{ sku: 'a', count: 2 }] }],
    [
      'what toJSON gives',
      { at: new Date(0), url: new URL('https://a.b/c') },
      { at: '1970-01-01T00:00:00.000Z', url: 'https://a.b/c' },
    ],
    ['maps and sets', new Map<string, unknown>([['a', new Set([1])]]), { a: [1] }],
    ['an error', new RangeError('far'), expect.objectContaining({ name: 'RangeError', message: 'far' })],
    ['fields of a form', new URLSearchParams({ a: '1' }), 'a=1'],
    ['an object of another realm', structuredClone({ a: [1] }), { a: [1] }],
  ])('%s', async (_what, value, expected) => {
    expect(await captured(value)).toEqual(expected);
  });
});

const masked = '[masked]';

describe('secrets in what is captured are masked', () => {
  it.each<[string, unknown, unknown]>([
    [
      'headers and cookies of an HTTP result',
      {
        statusCode: 200,
        headers: { 'Set-Cookie': SECRET, 'content-type': 'text/plain' },
        multiValueHeaders: { 'set-cookie': [SECRET] },
        cookies: [SECRET],
      },
      {
        statusCode: 200,
        headers: { 'Set-Cookie': masked, 'content-type': 'text/plain' },
        multiValueHeaders: { 'set-cookie': masked },
        cookies: masked,
      },
    ],
    [
      'keys in JSON text, in JSON text in it, and in a text that was cut',
      {
        body: JSON.stringify({ id: 1, access_token: SECRET, inner: JSON.stringify({ password: SECRET }) }),
        cut: `{"id":1,"client_secret":"${SECRET}`,
      },
      {
        body: JSON.stringify({ id: 1, access_token: masked, inner: JSON.stringify({ password: masked }) }),
        cut: `{"id":1,"client_secret":"${masked}"`,
      },
    ],
    ...[
      'authorization',
      'Proxy-Authorization',
      'cookie',
      'set-cookie',
      'x-amz-security-token',
      'x-api-key',
      'password',
      'dbPassword',
      'db_passwd',
      'PASSPHRASE',
      'secret',
      'clientSecret',
      'SecretString',
      'SecretAccessKey',
      'secret_key',
      'token',
      'accessToken',
      'refresh_token',
      'apiKey',
      'api_key',
      'privateKey',
      'credentials',
      'connectionString',
      'passwordHash',
      'jwt',
      'auth',
      'pass',
      'pin',
      'otp',
      'cvv',
    ].map((key): [string, unknown, unknown] => [key, { [key]: SECRET, after: 1 }, { [key]: masked, after: 1 }]),
    ['a number under the name of a secret', { pin: 1234, password: 1234 }, { pin: masked, password: masked }],
    ['a list of headers', [{ key: 'Authorization', value: SECRET }], [{ key: 'Authorization', value: masked }]],
    [
      'a parameter that is encrypted',
      { Name: 'db', Type: 'SecureString', Value: SECRET },
      { Name: 'db', Type: 'SecureString', Value: masked },
    ],
    [
      'connection strings',
      [
        `postgres://user:${SECRET}@host:5432/db`,
        `redis://:${SECRET}@host`,
        `mongodb+srv://u:p@ss/${SECRET}@h/d`,
        `Server=a;Password=${SECRET};Database=b`,
      ],
      [
        `postgres://user:${masked}@host:5432/db`,
        `redis://:${masked}@host`,
        `mongodb+srv://u:${masked}@h/d`,
        `Server=a;Password=${masked};Database=b`,
      ],
    ],
    [
      'forms, queries, header lines, bearer tokens, JSON Web Tokens',
      [
        `grant_type=x&password=${SECRET}&a=b`,
        `https://h/p?sig=${SECRET}&a=1`,
        `GET / HTTP/1.1\r\nCookie: ${SECRET}; b=c\r\nhost: h`,
        `sent Bearer ${SECRET}`,
        `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${SECRET}`,
      ],
      [
        `grant_type=x&password=${masked}&a=b`,
        `https://h/p?sig=${masked}&a=1`,
        `GET / HTTP/1.1\r\nCookie: ${masked}\r\nhost: h`,
        `sent Bearer ${masked}`,
        masked,
      ],
    ],
  ])('%s', async (_what, value, expected) => {
    expect(await captured(value)).toEqual(expected);
    telemetry.exporter.reset();
    expect(JSON.stringify(await captured(value, { maskSecrets: false }))).toBe(JSON.stringify(value));
  });

  it('but what only looks like one stays', async () => {
    const value = {
      usage: { total_tokens: 12, passed: 4 },
      nextToken: 'abc',
      hasPassword: true,
      token: null,
      secret: '',
      author: 'Ann',
      key: 'orders/1.json',
      keyboard: 'qwerty',
      url: 'http://host:8080/mail/a@b.c',
      note: 'Unexpected token } in JSON at position 1',
    };
    expect(await captured(value)).toEqual(value);
  });

  it('in the answer of a handler, and unless the environment says otherwise', async () => {
    for (const isMasked of [true, false]) {
      vi.stubEnv('POWERTOOLS_TRACER_MASK_SECRETS', String(isMasked));
      vi.stubEnv('_HANDLER', 'index.handler');
      const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
      const target = { handler: async () => ({ statusCode: 200, headers: { 'set-cookie': SECRET } }) };
      const descriptor = { value: target.handler, configurable: true, writable: true };
      const decorated = tracer.captureLambdaHandler({})(
        target as never,
        'handler' as never,
        descriptor as never,
      ) as unknown;
      const handler = Reflect.get((decorated ?? descriptor) as object, 'value') as typeof target.handler;
      await Reflect.apply(handler, target, [{}, lambdaContext()]);
      const json = JSON.stringify(telemetry.spans().map((span) => span.attributes));
      expect([isMasked, json.includes(SECRET), json.includes(masked)]).toEqual([isMasked, !isMasked, isMasked]);
      telemetry.exporter.reset();
    }
  });

  it('and so is the password in the text of an error', () => {
    const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
    const fails = tracer.captureMethod(
      () => {
        throw new Error(`no connection to postgres://user:${SECRET}@host/db`);
      },
      { subSegmentName: 'fails' },
    );
    expect(() => fails()).toThrow(SECRET);
    const { status, events } = telemetry.span('fails');
    expect(status.message).toBe(`no connection to postgres://user:${masked}@host/db`);
    expect(JSON.stringify(events)).not.toContain(SECRET);
  });
});

describe('the bytes captured with a span are bounded', () => {
  const bytesOf = (name: string): number =>
    Buffer.byteLength(String(telemetry.span(name).attributes['aws.xray.metadata.orders']));

  it.each([
    ['text', 'x'.repeat(1_000_000)],
    ['text that takes three bytes a character', '€'.repeat(300_000)],
    ['text that is escaped', '\u0001'.repeat(300_000)],
    ['many short secrets', Array.from({ length: 50_000 }, () => ({ token: 'x' }))],
    ['a list', Array(1_000_000).fill(1)],
  ])('of %s, to what was asked for', async (_what, value) => {
    for (const maxCapturedBytes of [1_000, 20_000, undefined]) {
      const said = JSON.stringify(await captured(value, { maxCapturedBytes }));
      expect(bytesOf('call')).toBeLessThan((maxCapturedBytes ?? 65_536) + 400);
      expect(said).toContain('truncated');
      telemetry.exporter.reset();
    }
  });

  it('however many values there are, in however many namespaces', () => {
    const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false, maxCapturedBytes: 5_000 });
    tracer.provider.captureFunc('call', () => {
      for (let n = 0; n < 100; n += 1) {
        tracer.addResponseAsMetadata('x'.repeat(1_000), `m${n}`);
        tracer.putMetadata('asked', 'y'.repeat(1_000), `n${n}`);
      }
    });
    const { attributes } = telemetry.span('call');
    const total = Object.values(attributes).reduce<number>((sum, value) => sum + String(value).length, 0);
    expect(String(attributes['aws.xray.metadata.orders']).match(/x{1000}/g)).toHaveLength(4);
    expect(total).toBeLessThan(65_536 + 100 * 200);
  });
});
