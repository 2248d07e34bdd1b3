import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalLambda } from '../../../src/local/index.js';
import type { InvocationEntry } from '../../../src/local/session/invocation-entry.js';
import { buildCommand, start } from '../support/runtime.js';

let lambda: LocalLambda;
let pageUrl = '';
const entries: string[] = [];

beforeAll(async () => {
  const bin = await buildCommand();
  lambda = await start(bin, {
    functions: ['shop.handler', 'behaviour.handler'],
    ...{ ui: true, uiPort: 0, history: { count: 20 }, env: { API_SECRET: 'do-not-show' } },
    onEntry: (entry) => entries.push(entry),
  });
  pageUrl = lambda.pageUrl ?? '';
});

const invoke = (event: unknown, name = 'shop') => lambda.invoke(name, event);

const entryOf = async (requestId: string): Promise<InvocationEntry> =>
  JSON.parse(await (await fetch(`${pageUrl}/api/invocations/${requestId}`)).text());

const send = (
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    request(pageUrl + path, { method, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end(method === 'POST' ? '{"function":"shop","event":{"value":1}}' : undefined);
  });

describe('the data of a session', () => {
  it('holds everything about an invocation, the same as JSON lines and by the id of the request', async () => {
    const { requestId } = await invoke({ do: 'trace', note: 'here' });
    const entry = await entryOf(requestId);
    expect(entry).toMatchObject({
      requestId,
      functionName: 'shop',
      outcome: 'ok',
      source: 'event',
      replayed: false,
      event: '{"do":"trace","note":"here"}',
      responseEncoding: 'text',
      logLines: [{ json: { message: 'within the work' } }],
      segments: [{ document: { name: 'work' }, datagramBytes: expect.any(Number) }],
    });
    expect(entry.segments[0]?.datagramBytes).toBeGreaterThan(400);
    expect(JSON.parse(entries.at(-1) ?? '')).toEqual(entry);
    const lines = (await (await fetch(`${pageUrl}/api/invocations`)).text()).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual(entry);
  });

  it('tells why an invocation failed: the frames of the user, the source around the first, and the causes', async () => {
    const { requestId } = await invoke({ do: 'caused' });
    const { explanation, problem } = await entryOf(requestId);
    expect(problem).toBe('Error: the order was not stored');
    expect(explanation?.frames[0]).toMatchObject({ file: expect.stringMatching(/shop\.mjs$/), own: true });
    expect(explanation?.excerpt?.lines.join('\n')).toContain('the total is below zero');
    expect(explanation?.causes).toEqual([
      expect.objectContaining({ errorType: 'RangeError', errorMessage: 'the total is below zero' }),
    ]);
  });

  it('sends what happens as server-sent events', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${pageUrl}/api/events`, { signal: leaving.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (what: string): Promise<void> => {
      while (!seen.includes(what)) seen += (await reader?.read())?.value ?? '';
    };
    await until('event: hello');
    const { requestId } = await invoke({ value: 1 });
    await until('event: finished');
    expect(seen).toMatch(new RegExp(`event: started\ndata: .*${requestId}`));
    expect(seen).toMatch(new RegExp(`event: finished\ndata: .*${requestId}`));
    leaving.abort();
  });

  it('is bounded: the oldest drop out, and it is said', async () => {
    const { requestId: first } = await invoke({ value: 'first' });
    for (let count = 0; count < 20; count++) await invoke({ value: count });
    const response = await fetch(`${pageUrl}/api/invocations`);
    expect((await response.text()).trim().split('\n')).toHaveLength(20);
    expect(Number(response.headers.get('x-otel-powertools-dropped'))).toBeGreaterThan(0);
    expect((await fetch(`${pageUrl}/api/invocations/${first}`)).status).toBe(404);
  });

  it('shows the names of environment variables, never their values', async () => {
    const session = await (await fetch(`${pageUrl}/api/session`)).text();
    expect(session).toContain('API_SECRET');
    expect(session).not.toContain('do-not-show');
  });

  it('keeps the metrics, and warns of a dimension whose values grow', async () => {
    for (let count = 0; count < 12; count++) {
      await invoke({ do: 'metric', name: 'Visits', value: 2, dimensions: { user: `u-${count}` } });
    }
    const overview = await (await fetch(`${pageUrl}/api/metrics`)).json();
    expect(overview).toMatchObject({
      growing: [{ namespace: 'Test', name: 'Visits', dimension: 'user', values: 12 }],
      monthlyCost: expect.closeTo(3.6),
    });
  });

  it('bounds what a function prints, and counts the rest', async () => {
    const report = await invoke({ do: 'flood' }, 'behaviour');
    const { omittedOutput } = await entryOf(report.requestId);
    expect(omittedOutput).toEqual({ lines: expect.any(Number), bytes: expect.any(Number) });
    expect(report.logs.length + (omittedOutput?.lines ?? 0)).toBe(20_000);
  });
});

describe('the port of the page', () => {
  it.each([
    ['another host', { Host: 'rebound.example' }],
    ['the port of another server', { Host: 'localhost:3000' }],
    ['a page of another origin', { Origin: 'https://shop.example' }],
    ['a page of another port', { Origin: 'http://127.0.0.1:3000' }],
    ['another site that a browser names', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['the same site on another port', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors' }],
  ])('refuses %s', async (_name, headers) => {
    const host = new URL(pageUrl).host;
    for (const path of ['/api/session', '/api/invocations', '/api/events', '/api/tables']) {
      expect((await send(path, { Host: host, ...headers })).status).toBe(403);
    }
  });

  it('takes nothing that changes something without the token of the session', async () => {
    const host = new URL(pageUrl).host;
    const html = await (await fetch(pageUrl)).text();
    const [, token = ''] = html.match(/name="token" content="([^"]+)"/) ?? [];
    const post = async (headers: Readonly<Record<string, string>>) =>
      (await send('/api/invoke', { Host: host, ...headers }, 'POST')).status;
    expect(token).toHaveLength(32);
    expect(await post({})).toBe(403);
    expect(await post({ 'x-otel-powertools-token': 'x'.repeat(32) })).toBe(403);
    expect(await post({ 'x-otel-powertools-token': token, Origin: 'https://shop.example' })).toBe(403);
    expect(await post({ 'x-otel-powertools-token': token })).toBe(200);
  });

  it('lets the page load nothing from elsewhere, and be shown in no other page', async () => {
    const { headers } = await fetch(pageUrl);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
