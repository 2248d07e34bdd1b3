import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalLambda, startLocalLambda } from '../../src/local/index.js';
import { spansOf } from '../e2e/reports.js';
import { buildCommand } from '../local/support/runtime.js';
import { bundle } from './run-program.js';

describe.each(['bare', 'wrapped'])('a %s handler that streams its response', (name) => {
  let lambda: LocalLambda;
  beforeAll(async () => {
    lambda = await startLocalLambda({
      cwd: await bundle('streaming'),
      functions: [`streaming.${name}`],
      template: false,
      runtimeFolder: await buildCommand(),
      timeoutMillis: 500,
    });
  });
  afterAll(() => lambda?.close());

  const invoke = (way: string) => lambda.invoke(lambda.functions[0]?.name ?? '', { way });

  it('may end it after it has returned', async () => {
    const report = await invoke('ends later');
    expect(report.outcome).toBe('ok');
    expect(report.response.toString()).toBe('first,second');
  });

  // AWS's client waits for the response on a connection that keeps the event loop busy: nothing but the time-out ends it.
  it.each(['never begins', 'never ends'])('times out when it %s, and the next invocation works', async (way) => {
    expect(await invoke(way)).toMatchObject({ outcome: 'timeout' });
    expect(await invoke('ends later')).toMatchObject({ outcome: 'ok' });
  });

  it('fails when it is closed before its end', async () => {
    expect(await invoke('closes before the end')).toMatchObject({ outcome: 'error' });
  });

  it('may give it a status and a body in one `end`', async () => {
    const report = await invoke('answers 503');
    expect(report.outcome).toBe('ok');
    expect(report.response.toString()).toMatch(/^\{"statusCode":503\}\0{8}come back later$/);
  });
});

describe('the span of a response that was streamed', () => {
  let lambda: LocalLambda;
  beforeAll(async () => {
    lambda = await startLocalLambda({
      cwd: await bundle('streaming'),
      functions: ['streaming.wrapped'],
      template: false,
      runtimeFolder: await buildCommand(),
      timeoutMillis: 500,
    });
  });
  afterAll(() => lambda?.close());

  const spanOf = async (way: string) => spansOf(await lambda.invoke(lambda.functions[0]?.name ?? '', { way }))[0];

  it('is at fault where `HttpResponseStream.from` was given a 503', async () => {
    expect(await spanOf('answers 503')).toMatchObject({ fault: true, http: { response: { status: 503 } } });
  });

  it('says that the invocation was about to time out where nobody ended it', async () => {
    expect(await spanOf('never ends')).toMatchObject({
      in_progress: true,
      fault: true,
      metadata: { default: { 'error.type': 'timeout' } },
    });
  });
});
