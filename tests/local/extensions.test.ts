import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InvocationReport, LocalLambdaOptions } from '../../src/local/index.js';
import { buildCommand, functionsFolder, resultOf, start, temporaryFolder } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const EXTERNAL = path.join(functionsFolder, 'extensions/external.mjs');

const startWith = async (options: LocalLambdaOptions, env: Record<string, string> = {}) => {
  const notes = path.join(temporaryFolder(), 'notes');
  const reports: InvocationReport[] = [];
  const lambda = await start(bin, {
    ...options,
    env: { NOTES: notes, AFTERWARDS_MS: '400', ...env },
    onReport: (report) => reports.push(report),
  });
  const noted = () => readFileSync(notes, 'utf8').trim().split('\n');
  return { lambda, reports, noted, events: () => noted().map((line) => JSON.parse(line)) };
};

describe('an extension within the function', () => {
  it('goes on after the caller has its answer, and what it then does is in the report', async () => {
    const { lambda, reports, noted } = await startWith({ functions: ['extensions/internal.handler'] });
    const invocations = `${lambda.url}/2015-03-31/functions/internal/invocations`;
    for (const answered of [0, 1]) {
      const response = await fetch(invocations, { method: 'POST', body: '{}' });
      expect(await response.json()).toEqual({
        ...{ functionName: 'internal', functionVersion: '$LATEST', handler: 'extensions/internal.handler' },
        status: 200,
      });
      // The caller has it, and the invocation is not over.
      expect(reports).toHaveLength(answered);
      await expect.poll(() => reports.length, { timeout: 5000 }).toBe(answered + 1);
      const report = reports.at(-1);
      expect(report?.extensionMs).toBeGreaterThan(300);
      expect(report?.logs.map(({ text }) => text)).toEqual([
        expect.stringMatching(`\tINFO\tsent after the answer to ${report?.requestId}$`),
      ]);
      expect(report?.coldStart).toBe(answered === 0);
    }
    await lambda.close();
    expect(noted()).toEqual(['terminated']);
  });

  it('is ended with its environment where it takes longer than the function may', async () => {
    const { lambda, reports } = await startWith(
      { functions: ['extensions/internal.handler'], timeoutMillis: 1000 },
      { AFTERWARDS_MS: '60000' },
    );
    const report = await lambda.invoke('internal', {});
    expect(report.outcome).toBe('ok');
    expect(report.extensionMs).toBeLessThan(5000);
    expect((await lambda.invoke('internal', {})).coldStart).toBe(true);
    expect(reports).toHaveLength(2);
  });
});

describe('an extension in a process of its own', () => {
  it('is told of each invocation, and of the end with the time that it has', async () => {
    const { lambda, events } = await startWith({ functions: ['behaviour.handler'], extensions: [EXTERNAL] });
    const { requestId, traceHeader } = await lambda.invoke('behaviour', { do: 'echo', value: 1 });
    const before = Date.now();
    await lambda.close();
    expect(events()).toEqual([
      {
        ...{ eventType: 'INVOKE', deadlineMs: expect.any(Number), requestId },
        invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:.*:function:behaviour$/),
        tracing: { type: 'X-Amzn-Trace-Id', value: traceHeader },
      },
      { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: expect.any(Number) },
    ]);
    expect(events()[1].deadlineMs - before).toBeLessThanOrEqual(3000);
  });

  it('is told that the function has timed out', async () => {
    const { lambda, events } = await startWith({
      ...{ functions: ['behaviour.handler'], extensions: [EXTERNAL], timeoutMillis: 500 },
    });
    expect(await lambda.invoke('behaviour', { do: 'hang' })).toMatchObject({ outcome: 'timeout' });
    expect(events().at(-1)).toMatchObject({ eventType: 'SHUTDOWN', shutdownReason: 'timeout' });
  });

  it('takes the environment along where it cannot begin', async () => {
    const { lambda } = await startWith(
      { functions: ['behaviour.handler'], extensions: [EXTERNAL] },
      { FAIL_INIT: 'yes' },
    );
    const report = await lambda.invoke('behaviour', {});
    expect(report).toMatchObject({
      outcome: 'init-error',
      failure: {
        errorType: 'Extension.NoConfiguration',
        errorMessage: 'Extension external.mjs: there is no configuration',
      },
    });
  });
});

describe('the Extensions API', () => {
  it.each([
    [
      'SHUTDOWN for an extension within the function',
      'x',
      ['SHUTDOWN'],
      403,
      'ShutdownEventNotSupportedForInternalExtension',
    ],
    ['an unknown event', 'x', ['SOMETHING'], 400, 'Extension.InvalidEventType'],
    ['no name', '', ['INVOKE'], 403, 'Extension.MissingHeader'],
  ])('refuses %s', async (_name, name, events, status, errorType) => {
    const { lambda } = await startWith({ functions: ['behaviour.handler'] });
    const report = await lambda.invoke('behaviour', { do: 'environment' });
    const { AWS_LAMBDA_RUNTIME_API: api } = Object(resultOf(report));
    const response = await fetch(`http://${api}/2020-01-01/extension/register`, {
      method: 'POST',
      headers: { 'Lambda-Extension-Name': name },
      body: JSON.stringify({ events }),
    });
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { errorType } });
    const next = await fetch(`http://${api}/2020-01-01/extension/event/next`);
    expect(next.status).toBe(403);
  });
});
