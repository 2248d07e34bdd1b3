import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalLambda } from '../../src/local/index.js';
import { buildCommand, functionsFolder, resultOf, start } from './support/runtime.js';

let bin = '';
let lambda: LocalLambda;
const notices: string[] = [];

beforeAll(async () => {
  bin = await buildCommand();
  lambda = await start(bin, {
    functions: ['behaviour.handler', 'behaviour.withCallback'],
    timeoutMillis: 1500,
    memorySize: 512,
    env: { GREETING: 'hello' },
    onNotice: (notice) => notices.push(notice),
  });
});

const invoke = (action: string, value?: unknown) => lambda.invoke('behaviour', { do: action, value });

describe('an invocation of the local Lambda', () => {
  it('gives the event to the handler and its result to the caller', async () => {
    const value = { text: 'Grüße 🌍', list: [1, null] };
    const report = await invoke('echo', value);
    expect(report).toMatchObject({ outcome: 'ok', functionName: 'behaviour', failure: undefined, memorySize: 512 });
    expect(resultOf(report)).toEqual(value);
  });

  it('returns null for a handler that returns nothing', async () => {
    expect(resultOf(await invoke('echo'))).toBeNull();
  });

  it('keeps the process for the next invocation, which is warm', async () => {
    const first = Number(resultOf(await invoke('count')));
    const second = await invoke('count');
    expect(resultOf(second)).toBe(first + 1);
    expect(second).toMatchObject({ coldStart: false, initDurationMs: undefined });
  });

  it('sets the environment variables of Lambda', async () => {
    const environment = resultOf(await invoke('environment'));
    expect(environment).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'behaviour',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/behaviour',
      AWS_EXECUTION_ENV: expect.stringMatching(/^AWS_Lambda_nodejs\d+\.x$/),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_DAEMON_ADDRESS: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_ENDPOINT_URL_DYNAMODB: lambda.dynamodb.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ACCESS_KEY_ID: 'local',
      LAMBDA_TASK_ROOT: functionsFolder,
      _HANDLER: 'behaviour.handler',
      GREETING: 'hello',
      cwd: functionsFolder,
    });
  });

  it('gives the function nothing of the shell but what its process and its telemetry need', async () => {
    process.env.SECRET_OF_THE_SHELL = 'x';
    process.env.POWERTOOLS_DEV_TEST = 'y';
    const fresh = await start(bin, { functions: ['behaviour.handler'] });
    delete process.env.SECRET_OF_THE_SHELL;
    delete process.env.POWERTOOLS_DEV_TEST;
    const environment = resultOf(await fresh.invoke('behaviour', { do: 'environment' }));
    expect(environment).not.toHaveProperty('SECRET_OF_THE_SHELL');
    expect(environment).toHaveProperty('POWERTOOLS_DEV_TEST', 'y');
  });

  it('builds the context of Lambda, with a trace header that is new each time', async () => {
    const [first, second] = [await invoke('context'), await invoke('context')];
    const context = resultOf(first);
    expect(context).toMatchObject({
      functionName: 'behaviour',
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      awsRequestId: first.requestId,
      invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:[\w-]+:\d{12}:function:behaviour$/),
      ...(Number(process.versions.node.split('.')[0]) >= 24 && { xRayTraceId: first.traceHeader }),
      traceVariable: first.traceHeader,
    });
    const { first: before, second: after } = context as { first: number; second: number };
    expect(before).toBeGreaterThan(after);
    expect(before).toBeLessThanOrEqual(1500);
    expect(first.traceHeader).toBe(`Root=${first.traceId};Parent=${first.functionSegmentId};Sampled=1`);
    expect(second.traceId).not.toBe(first.traceId);
    expect(second.functionSegmentId).not.toBe(first.functionSegmentId);
  });

  it('runs two at a time in two processes', async () => {
    const two = await start(bin, { functions: ['behaviour.handler'], concurrency: 2 });
    const sleep = () => two.invoke('behaviour', { do: 'sleep' });
    const reports = await Promise.all([sleep(), sleep()]);
    await two.close();
    const [a, b] = reports.map((report) => resultOf(report) as { from: number; until: number });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(reports.map(({ coldStart }) => coldStart)).toEqual([true, true]);
    expect(Math.max(a?.from ?? 0, b?.from ?? 0)).toBeLessThan(Math.min(a?.until ?? 0, b?.until ?? 0));
  });
});

describe('what a function writes', () => {
  /** As Lambda's runtime writes it, with the time and the request id. */
  const fromConsole = (level: string, text: string) =>
    expect.stringMatching(new RegExp(`^\\S+Z\\t[0-9a-f-]{36}\\t${level}\\t${text.replaceAll(/[{}]/g, '\\$&')}$`));

  it('is in the report of its invocation, log lines and EMF apart', async () => {
    const { logs, metrics } = await invoke('print');
    expect(logs.filter(({ stream }) => stream === 'stdout')).toEqual([
      { stream: 'stdout', time: expect.any(Number), text: fromConsole('INFO', 'plain line'), json: undefined },
      {
        stream: 'stdout',
        time: expect.any(Number),
        text: fromConsole('INFO', '{"level":"INFO","message":"structured"}'),
        json: { level: 'INFO', message: 'structured' },
      },
      { stream: 'stdout', time: expect.any(Number), text: fromConsole('ERROR', 'to the console'), json: undefined },
      { stream: 'stdout', time: expect.any(Number), text: 'Gruß 🌍 without a line end', json: undefined },
    ]);
    expect(logs.filter(({ stream }) => stream === 'stderr').map(({ text }) => text)).toEqual(['to stderr']);
    expect(metrics).toEqual([{ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, Orders: 1 }]);
    expect((await invoke('echo')).logs).toEqual([]);
  });

  it('is kept when the invocation times out', async () => {
    const { logs } = await invoke('hang');
    expect(logs.map(({ text }) => text)).toEqual([expect.stringMatching(/\tINFO\tabout to hang$/)]);
  });
});

describe('what a function sends to the X-Ray daemon', () => {
  const document = {
    id: '1111111111111111',
    name: 'work',
    trace_id: '1-6b2e5f00-000000000000000000000001',
    parent_id: '2222222222222222',
    type: 'subsegment',
    start_time: Date.now() / 1000,
    end_time: Date.now() / 1000,
  };

  it('is in the report of its invocation', async () => {
    const { segments, rejections } = await invoke('segment', JSON.stringify(document));
    expect(segments).toEqual([document]);
    expect(rejections).toEqual([]);
  });

  it('is reported with the reason where X-Ray would refuse it', async () => {
    const { segments, rejections } = await invoke('segment', JSON.stringify({ ...document, name: 'a(b)' }));
    expect(segments).toEqual([]);
    expect(rejections).toEqual([
      { reason: expect.stringContaining('name "a(b)"'), excerpt: expect.stringContaining('{"format":"json"') },
    ]);
  });

  it('is counted in bytes where it is OTLP', async () => {
    const report = await invoke('segment', 'T1SAAAA');
    expect(report.otlpDatagrams).toEqual([7]);
    expect(report.rejections).toEqual([]);
  });
});

describe('a function that fails', () => {
  it.each([
    ['throw', 'RangeError', 'out of range'],
    ['throw text', 'string', 'only text'],
    ['circular', /^(Error|Runtime\.JSONStringifyError)$/, 'Unable to stringify response body'],
    ['huge', 'Function.ResponseSizeTooLarge', '7000002 bytes'],
  ])('is reported as an error when it does "%s", and stays up', async (action, errorType, message) => {
    const report = await invoke(action);
    expect(report).toMatchObject({ outcome: 'error', failure: { errorType } });
    expect(report.failure?.errorMessage).toContain(message);
    expect(resultOf(report)).toMatchObject({ errorType });
    expect(await invoke('echo', 1)).toMatchObject({ outcome: 'ok', coldStart: false });
  });

  it('reports the line of the TypeScript source that threw', async () => {
    const { failure } = await invoke('throw');
    expect(failure?.trace[1]).toMatch(/behaviour\.ts:43:\d+/);
  });

  it.each([
    ['hang', 'timeout', 'Sandbox.Timedout', 'Task timed out after 1.50 seconds'],
    ['spin', 'timeout', 'Sandbox.Timedout', 'Task timed out after 1.50 seconds'],
    ['exit', 'exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
    ['exit quietly', 'exit', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
    ['kill', 'exit', 'Runtime.ExitError', 'Runtime exited with error: signal: SIGKILL'],
    ['reject', 'error', 'Runtime.UnhandledPromiseRejection', 'TypeError: nobody caught this'],
    ['throw later', 'error', 'TypeError', 'thrown outside'],
  ])(
    'is reported when it does "%s", and begins anew with the next event',
    async (action, outcome, errorType, message) => {
      const report = await invoke(action);
      expect(report).toMatchObject({ outcome, failure: { errorType } });
      expect(report.failure?.errorMessage).toContain(message);
      expect(await invoke('echo', 1)).toMatchObject({
        outcome: 'ok',
        coldStart: true,
        initDurationMs: expect.any(Number),
      });
    },
  );

  it('is noticed when its process ends between two invocations', async () => {
    expect(await invoke('exit afterwards')).toMatchObject({ outcome: 'ok' });
    await expect
      .poll(() => notices, { timeout: 10_000 })
      .toEqual(['behaviour: after an invocation, Runtime exited with error: exit status 5']);
    expect(await invoke('echo', 1)).toMatchObject({ outcome: 'ok', coldStart: true });
  });
});

describe('a handler with a callback', () => {
  const callBack = (action: string) => lambda.invoke('behaviour-2', { do: action });

  it('is done when the event loop is empty', async () => {
    expect(resultOf(await callBack('succeed'))).toBe('the loop was empty');
  });

  it('is done at once where it does not wait for that', async () => {
    expect(resultOf(await callBack('leave a timer'))).toBe('at once');
  });

  it('may call back an error', async () => {
    expect(await callBack('fail')).toMatchObject({ outcome: 'error', failure: { errorType: 'RangeError' } });
  });

  it('returns null when it never calls back', async () => {
    const fresh = await start(bin, { functions: ['behaviour.withCallback'] });
    expect(resultOf(await fresh.invoke('behaviour', { do: 'nothing' }))).toBeNull();
  });
});

describe('a handler that cannot be loaded', () => {
  it.each([
    ['throws-at-import.handler', 'Error', 'no database configured'],
    // As in Lambda: the name is for what `require` does not find.
    ['missing-package.handler', 'Error', 'a-package-that-is-not-there'],
  ])('is an init error of each invocation of %s, with its reason', async (handler, errorType, message) => {
    const failing = await start(bin, { functions: [handler] });
    const name = failing.functions[0]?.name ?? '';
    expect(failing.loadFailures.get(name)?.errorMessage).toContain(message);
    for (const _attempt of [1, 2]) {
      const report = await failing.invoke(name, {});
      expect(report).toMatchObject({ outcome: 'init-error', coldStart: true, failure: { errorType } });
      expect(report.failure?.errorMessage).toContain(message);
    }
  });

  it.each([
    ['behaviour.nothing', /"nothing" is not exported by .*behaviour\.ts/],
    ['behaviour.notAFunction', /"notAFunction" is not a function in .*behaviour\.ts/],
    ['nowhere.handler', /There is no file for "nowhere\.handler"/],
    ['behaviour', /"behaviour" names no export/],
  ])('refuses to start on %s', async (handler, message) => {
    await expect(start(bin, { functions: [handler] })).rejects.toThrow(message);
  });
});

describe('closing the local Lambda', () => {
  it('ends the processes of its functions, busy ones too', async () => {
    const closing = await start(bin, { functions: ['behaviour.handler'], timeoutMillis: 60_000 });
    const running = closing.invoke('behaviour', { do: 'hang' });
    const { AWS_LAMBDA_RUNTIME_API } = resultOf(await closing.invoke('behaviour', { do: 'environment' })) as Record<
      string,
      string
    >;
    await closing.close();
    expect(await running).toMatchObject({ outcome: 'exit' });
    await expect(fetch(`http://${AWS_LAMBDA_RUNTIME_API}/`)).rejects.toThrow();
    await expect(closing.invoke('behaviour', {})).rejects.toThrow('closed');
  });
});
