import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { traceHeader } from '../support/lambda.js';
import { run } from './run-program.js';

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon.close());
beforeEach(() => daemon.clear());

const lambda = () => {
  const { header, traceId } = traceHeader();
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
    _HANDLER: 'index.handler',
    _X_AMZN_TRACE_ID: header,
  };
  return { env, traceId };
};

describe.each(['the decorator', 'middy'])('a process that ends in a handler captured by %s alone', (capture) => {
  it.each([
    ['exit', { code: 7, signal: null }],
    ['uncaughtException', { code: 1, signal: null }],
    ['SIGTERM', { code: null, signal: 'SIGTERM' }],
  ] as const)('by %s has sent its spans, and ends as it would have', async (way, end) => {
    const { env, traceId } = lambda();
    expect(await run('tracer-alone', [capture, way], env)).toMatchObject(end);
    const documents = await daemon.until((all) => all.length === 3);
    expect(documents.every(({ trace_id }) => trace_id === traceId)).toBe(true);
    const byName = Object.fromEntries(documents.map((document) => [document.name, document]));
    expect(byName.finished).toMatchObject({ end_time: expect.any(Number) });
    expect(byName.interrupted).toMatchObject({ in_progress: true, metadata: { default: { 'error.type': 'exit' } } });
    expect(byName['## index.handler']).toMatchObject({ in_progress: true, fault: true });
  });

  it('has no other signal set up for it', async () => {
    const { lines } = await run('tracer-alone', [capture, 'exit'], lambda().env);
    expect(lines).toEqual([{ setUp: ['traces'] }]);
  });
});

describe('a process that ends', () => {
  it('in the middle of an invocation with 500 ended spans has sent them all, and the one that runs', async () => {
    expect(await run('many-spans', [], lambda().env)).toMatchObject({ code: 0 });
    const documents = await daemon.until((all) => all.length === 501);
    expect(new Set(documents.map(({ name }) => name)).size).toBe(501);
    expect(documents.find(({ name }) => name === 'orders')).toMatchObject({ in_progress: true });
  });

  it.each([
    ['withPowertools', 'orders'],
    ['the Tracer', '## index.handler'],
  ])('after the last invocation of %s has sent the span that ended since', async (wrapper, name) => {
    expect(await run('late-span', [wrapper], lambda().env)).toMatchObject({ signal: 'SIGTERM' });
    const documents = await daemon.until((all) => all.length === 2);
    expect(documents).toMatchObject([{ name }, { name: 'late', end_time: expect.any(Number) }]);
  });

  it('a while after SIGTERM reports every span once', async () => {
    const { code, lines } = await run('terminated-twice');
    expect(code).toBe(0);
    expect(lines).toEqual([
      { name: 'orders', ended: false, error: 'exit' },
      { name: 'finished', ended: true },
      { name: 'last words', ended: true },
    ]);
  });
});

describe('a process that lives on after an exception that nobody caught', () => {
  it('raises no alarm for the invocation', async () => {
    const { code, lines } = await run('surviving', ['answers']);
    expect(code).toBe(0);
    expect(lines).toEqual([
      { survived: 'not that bad' },
      { name: 'afterwards', ended: true },
      { name: 'orders', ended: true },
      { answer: 'answer' },
    ]);
  });

  it('still reports what runs when it exits later, once', async () => {
    const { lines } = await run('surviving', ['exits']);
    expect(lines).toEqual([
      { survived: 'not that bad' },
      { name: 'orders', ended: false, error: 'exit' },
      { name: 'afterwards', ended: true },
    ]);
  });

  it('reports what runs at once in Lambda, whose runtime ends it, and nothing twice', async () => {
    const { lines } = await run('surviving', ['exits'], { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' });
    expect(lines).toEqual([
      { name: 'orders', ended: false, error: 'exit' },
      { survived: 'not that bad' },
      { name: 'afterwards', ended: true },
    ]);
  });
});

describe('a process whose exporter never answers', () => {
  it('gives the answer of its handler, and ends in peace', async () => {
    const { code, lines } = await run('hanging-exporter');
    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/not flushed within 50 ms/) }),
      { answer: 'answer' },
    ]);
  });
});
