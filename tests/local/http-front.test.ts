import { request } from 'node:http';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { InvocationReport, LocalLambda } from '../../src/local/index.js';
import { buildCommand, start } from './support/runtime.js';

let bin = '';
let lambda: LocalLambda;
const reports: InvocationReport[] = [];

beforeAll(async () => {
  bin = await buildCommand();
  lambda = await start(bin, {
    functions: ['http.handler'],
    onReport: (report) => reports.push(report),
  });
});

/** The event that the function gets for a request. */
const eventFor = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> =>
  (await fetch(lambda.url + path, init)).json() as Promise<Record<string, unknown>>;

describe('a request to the HTTP front', () => {
  it('becomes an event of payload format 2.0', async () => {
    const event = await eventFor('/orders/a%20b?x=1&y=2&x=3', {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'test',
        Cookie: 'a=1; b=2',
        'X-Custom': 'Ü'.normalize(),
      },
      body: '{"text":"Grüße"}',
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/orders/a%20b',
      rawQueryString: 'x=1&y=2&x=3',
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json', 'user-agent': 'test', 'x-forwarded-proto': 'http' },
      queryStringParameters: { x: '1,3', y: '2' },
      body: '{"text":"Grüße"}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'PUT', path: '/orders/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('pathParameters');
  });

  it('leaves out what a request without query, cookies and body does not have', async () => {
    const event = await eventFor('/');
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['cookies']));
    for (const absent of ['queryStringParameters', 'cookies', 'body']) expect(event).not.toHaveProperty(absent);
  });

  it('joins the values of a header that was sent twice', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(lambda.url, { headers: { 'X-Tag': ['a', 'b'] } }, (response) => {
        response.setEncoding('utf8');
        let body = '';
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve(body));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(JSON.parse(text)).toMatchObject({ headers: { 'x-tag': 'a,b' } });
  });

  it.each([
    ['application/octet-stream', 'AAH/'],
    ['image/png', 'AAH/'],
    ['application/x-www-form-urlencoded', 'AAH/'],
  ])('sends a body of %s in base64', async (type, body) => {
    const event = await eventFor('/', {
      method: 'POST',
      headers: { 'content-type': type },
      body: Buffer.from([0, 1, 255]),
    });
    expect(event).toMatchObject({ body, isBase64Encoded: true });
  });

  it('passes the trace header on: Root is kept, Parent is the function itself', async () => {
    const root = '1-6b2e5f00-0123456789abcdef01234567';
    const event = await eventFor('/', {
      headers: { 'X-Amzn-Trace-Id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=0` },
    });
    const report = reports.at(-1);
    expect(report).toMatchObject({ traceId: root, traceHeader: expect.stringContaining('Sampled=0') });
    expect(report?.functionSegmentId).not.toBe('53995c3f42cd8ad8');
    expect(event.headers).toHaveProperty('x-amzn-trace-id', report?.traceHeader);
  });

  it('is reported before it is answered', async () => {
    await fetch(`${lambda.url}/a/path?do=text`);
    expect(reports.at(-1)).toMatchObject({
      trigger: 'GET /a/path',
      outcome: 'ok',
      logs: [{ json: { message: 'text' } }],
    });
  });
});

describe('the result of a function', () => {
  it.each([
    ['text', 200, 'application/json', 'just text'],
    ['object', 200, 'application/json', '{"order_id":"o-1"}'],
    ['nothing', 200, 'application/json', 'null'],
    ['number', 200, 'application/json', '42'],
    ['structured', 201, 'text/html', '<p>'],
    ['wrong status', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['wrong body', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['wrong header', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['throw', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['exit', 500, 'application/json', '{"message":"Internal Server Error"}'],
  ])('that is "%s" becomes a response of status %i', async (action, status, type, body) => {
    const response = await fetch(`${lambda.url}/?do=${encodeURIComponent(action)}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
  });

  it('may set headers and several cookies, but not the length of the body', async () => {
    const response = await fetch(`${lambda.url}/?do=structured`);
    expect(response.headers.get('x-order')).toBe('o-1');
    expect(response.headers.get('content-length')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
  });

  it('may be bytes', async () => {
    const response = await fetch(`${lambda.url}/?do=binary`);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('may be without a body', async () => {
    const response = await fetch(`${lambda.url}/?do=empty`);
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });
});

describe('a streamed response', () => {
  let streaming: LocalLambda;
  beforeAll(async () => {
    streaming = await start(bin, { functions: ['streaming.handler'], onReport: (report) => reports.push(report) });
  });
  const post = (action: string) =>
    fetch(streaming.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ do: action }),
    });

  it('reaches the client while the function still writes it', async () => {
    const response = await post('stream');
    expect(response.status).toBe(202);
    expect(response.headers.get('x-custom')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const before = reports.length;
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('first,');
    // It is not over yet: there is no report.
    expect(reports).toHaveLength(before);
    const second = await reader?.read();
    expect(Buffer.from(second?.value ?? []).toString()).toBe('second');
    expect((await reader?.read())?.done).toBe(true);
    // The client has the answer before the invocation is over.
    await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ outcome: 'ok', streamed: true }));
  });

  it('is a server error where the handler has never begun it, and the invocation times out', async () => {
    const response = await post('nothing');
    expect(response.status).toBe(500);
    // The client has the answer before the invocation is over.
    await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ outcome: 'timeout' }));
  });

  it('loses its status where it has no body, as in Lambda, which reads that from the first chunk', async () => {
    const response = await post('no body');
    expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' });
  });

  it('may be written in objects, which become JSON', async () => {
    expect(await (await post('object')).text()).toBe('{"written":true}');
  });

  it('is an error of a handler that returns no promise', async () => {
    const lambda = await start(bin, { functions: ['streaming.notAsync'] });
    const { failure } = await lambda.invoke('streaming', {});
    expect(failure?.errorMessage).toBe('Streaming does not support non-async handlers.');
  });

  it('takes no other type once it has begun', async () => {
    await expect((await post('late type')).text()).rejects.toThrow();
    // The client has the answer before the invocation is over.
    await vi.waitFor(() =>
      expect(reports.at(-1)).toMatchObject({ failure: { errorType: 'Runtime.InvalidStreamingOperation' } }),
    );
  });

  it('may be any bytes of any type', async () => {
    const response = await post('raw');
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(await response.text()).toBe('a,b\n1,2\n');
  });

  it('is a server error when the handler throws before the first byte', async () => {
    const response = await post('throw');
    expect(response.status).toBe(500);
    // The client has the answer before the invocation is over.
    await vi.waitFor(() =>
      expect(reports.at(-1)).toMatchObject({ outcome: 'error', failure: { errorType: 'RangeError' } }),
    );
  });

  it('breaks off when the handler throws after the first byte', async () => {
    const response = await post('throw late');
    expect(response.status).toBe(202);
    await expect(response.text()).rejects.toThrow();
    // The client has the answer before the invocation is over.
    await vi.waitFor(() =>
      expect(reports.at(-1)).toMatchObject({ outcome: 'error', failure: { errorMessage: 'after the first byte' } }),
    );
    expect(await (await post('stream')).text()).toBe('first,second');
  });

  it('may be left by its client', async () => {
    const leaving = new AbortController();
    const response = await fetch(streaming.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"do":"stream"}',
      signal: leaving.signal,
    });
    const before = reports.length;
    leaving.abort();
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => reports.length).toBe(before + 1);
    expect(await (await post('stream')).text()).toBe('first,second');
  });

  it('is the payload of an invocation by event', async () => {
    const report = await streaming.invoke('streaming', { do: 'raw' });
    expect(report).toMatchObject({ outcome: 'ok', streamed: true });
    expect(report.response.toString()).toBe('a,b\n1,2\n');
  });
});

describe('the port of the HTTP front', () => {
  it('is refused in one line when it is in use', async () => {
    const port = Number(new URL(lambda.url).port);
    await expect(start(bin, { functions: ['http.handler'], port })).rejects.toThrow(`Port ${port} is in use.`);
  });

  it('is refused under the name of another host, and taken from pages of any origin', async () => {
    const status = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${lambda.url}/orders`, { headers }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect(await status({ Host: 'rebound.example' })).toBe(403);
    expect(await status({ Host: 'localhost', Origin: 'https://shop.example' })).toBe(200);
  });
});
