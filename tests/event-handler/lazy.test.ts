import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpApi } from './fixtures.js';

const entry = new URL('../../src/event-handler/index.ts', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'event-handler-'));
  await build({
    entryPoints: [entry],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    mainFields: ['module', 'main'],
    outfile: join(folder, 'bundle.cjs'),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether a process that serves one request by this handler has loaded Node's fetch implementation. */
const loadsFetch = (handler: string): string => {
  const script = `
    const { Router, cors } = require('./bundle.cjs');
    const app = new Router();
    app.use(cors());
    app.use(async ({ next }) => { await next(); });
    app.post('/orders/:id', ${handler});
    app.resolve(${JSON.stringify(httpApi({ method: 'POST', path: '/orders/1', body: '{}', headers: { origin: 'https://a' } }))}, {})
      .then((result) => {
        if (result.statusCode !== 200) throw new Error(result.body);
        console.log(process.moduleLoadList.some((name) => name.includes('undici')));
      });`;
  writeFileSync(join(folder, 'serve.cjs'), script);
  return execFileSync(process.execPath, [join(folder, 'serve.cjs')], { encoding: 'utf8' }).trim();
};

describe('the web objects', () => {
  it.each([
    ['({ params }) => ({ id: params.id })'],
    ['({ method, header, query, json }) => [method, header("host"), query("x") ?? null, json()]'],
    ['({ setHeader }) => { setHeader("x-a", "b"); return { statusCode: 200, body: "ok" }; }'],
    ['() => Buffer.from("bytes")'],
  ])('are not even loaded for %s', (handler) => {
    expect(loadsFetch(handler)).toBe('false');
  });

  it.each([['({ req }) => req.url'], ['(reqCtx) => { reqCtx.res.headers.set("x", "y"); return 1; }']])(
    'are loaded for %s',
    (handler) => {
      expect(loadsFetch(handler)).toBe('true');
    },
  );
});
