import { beforeAll, describe, expect, it } from 'vitest';
import type { InvocationReport, LocalLambda } from '../../src/local/index.js';
import { buildCommand } from './support/runtime.js';
import { type Runtime, runtimes, startUnder } from './support/runtimes.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

/** What came of an invocation, in the words that do not differ from one run to the next. */
const outcomeOf = ({ outcome, failure, response, streamed }: InvocationReport): unknown => {
  if (outcome === 'ok') return { ok: streamed ? response.toString('utf8') : JSON.parse(response.toString('utf8')) };
  const message = failure?.errorMessage.replace(/^RequestId: \S+ Error: /, '') ?? '';
  if (outcome === 'init-error') return `init ${failure?.errorType}`;
  return `${outcome} ${failure?.errorType}: ${message}`;
};

const both = (outcome: unknown) => ({ 3: outcome, 4: outcome });
const NO_JSON = 'Unable to stringify response body';
const CRASH = 'exit Runtime.ExitError: Runtime exited with error: exit status 1';
const QUIET_END = 'exit Runtime.ExitError: Runtime exited without providing a reason';
const TIMED_OUT = 'timeout Sandbox.Timedout: Task timed out after 1.50 seconds';

/** By function and action: what the runtime of each generation makes of it. AWS's own runtimes are held to it as well. */
const BEHAVIOURS: Readonly<
  Record<string, readonly (readonly [string, { readonly 3: unknown; readonly 4: unknown }])[]>
> = {
  'buffered.handler': [
    ['value', both({ ok: { n: 1 } })],
    ['nothing', both({ ok: null })],
    ['a function', both('error TypeError: Wrong arguments')],
    ['a symbol', both('error TypeError: Wrong arguments')],
    ['a bigint', { 3: `error Error: ${NO_JSON}`, 4: `error Runtime.JSONStringifyError: ${NO_JSON}` }],
    ['a circle', { 3: `error Error: ${NO_JSON}`, 4: `error Runtime.JSONStringifyError: ${NO_JSON}` }],
    ['a throwing toJSON', { 3: `error Error: ${NO_JSON}`, 4: `error Runtime.JSONStringifyError: ${NO_JSON}` }],
    ['reject error', both('error NamedError: no')],
    ['reject object', both('error object: [object Object]')],
    ['reject text', both('error string: text')],
    ['reject nothing', { 3: 'error string: handled', 4: 'error undefined: undefined' }],
    ['reject error-like', { 3: 'error Foreign: from elsewhere', 4: 'error object: [object Object]' }],
    ['reject bare object', { 3: 'error TypeError: Cannot convert object to primitive value', 4: CRASH }],
    ['never', { 3: { ok: null }, 4: QUIET_END }],
    ['a timer that never settles', { 3: { ok: null }, 4: QUIET_END }],
    ['unhandled rejection', { 3: 'error Runtime.UnhandledPromiseRejection: TypeError: nobody caught this', 4: CRASH }],
    ['uncaught exception', { 3: 'error TypeError: thrown outside', 4: CRASH }],
    ['exit', both('exit Runtime.ExitError: Runtime exited with error: exit status 3')],
    [
      'callbacks',
      { 3: { ok: ['function', 'function', 'function'] }, 4: { ok: ['undefined', 'undefined', 'undefined'] } },
    ],
    ['callback argument', { 3: { ok: 1 }, 4: { ok: 0 } }],
    [
      'context',
      {
        3: { ok: contextOf('callbackWaitsForEmptyEventLoop', 'done', 'fail', 'succeed') },
        4: { ok: contextOf('xRayTraceId') },
      },
    ],
    ['tenant', both({ ok: 'tenant-7' })],
  ],
  'buffered.absent': [['', both('refused')]],
  'buffered.notAFunction': [['', both('refused')]],
  'plain.sync': [
    ['', { 3: { ok: null }, 4: { ok: { sync: true } } }],
    ['throw', both('error RangeError: thrown at once')],
  ],
  'plain.succeed': [['', { 3: { ok: 'done' }, 4: { ok: null } }]],
  'plain.withCallback': [
    ['', { 3: { ok: 'called back' }, 4: 'init Runtime.CallbackHandlerDeprecated' }],
    ['fail', { 3: 'error RangeError: called back', 4: 'init Runtime.CallbackHandlerDeprecated' }],
    ['nothing', { 3: { ok: null }, 4: 'init Runtime.CallbackHandlerDeprecated' }],
    ['throw after', { 3: { ok: 'first' }, 4: 'init Runtime.CallbackHandlerDeprecated' }],
  ],
  'streaming.handler': [
    ['object', both({ ok: '{"written":true}' })],
    ['late type', both('error Runtime.InvalidStreamingOperation: Cannot set content-type, too late.')],
    ['throw first', both('error RangeError: before the first byte')],
    ['throw late', both('error RangeError: after the first byte')],
    ['throw after the end', both({ ok: 'whole' })],
    ['never ended', both(TIMED_OUT)],
    ['a result', both({ ok: 'written' })],
  ],
  'streaming.notAsync': [['', both({ ok: 'done' })]],
  'streaming.notAsyncNorEnded': [
    [
      '',
      {
        3: 'error string: Streaming does not support non-async handlers.',
        4: 'error Error: Streaming does not support non-async handlers.',
      },
    ],
  ],
  'missing-esm.handler': [['', both('init Error')]],
  'missing-cjs.handler': [['', both('init Runtime.ImportModuleError')]],
  'no-syntax.handler': [['', both('init Runtime.UserCodeSyntaxError')]],
  'throws.handler': [['', both('init RangeError')]],
  'default-export.handler': [['', { 3: 'refused', 4: { ok: 'from the default export' } }]],
};

/** Over HTTP: the status and the body, or how it broke off. */
const STREAMED: readonly (readonly [string, readonly [number, string]])[] = [
  ['body', [201, 'body']],
  // The status is written with the first byte: without one it is lost.
  ['no body', [200, '']],
  ['redirect without body', [200, '']],
  ['object', [200, '{"written":true}']],
  ['throw first', [500, '{"message":"Internal Server Error"}']],
  ['throw late', [200, 'broken off']],
];

function contextOf(...more: string[]): string[] {
  const common = ['awsRequestId', 'clientContext', 'functionName', 'functionVersion', 'getRemainingTimeInMillis'];
  return [
    ...common,
    ...['identity', 'invokedFunctionArn', 'logGroupName', 'logStreamName', 'memoryLimitInMB', 'tenantId'],
    ...more,
  ].toSorted();
}

const startOne = (runtime: Runtime, handler: string, env: Readonly<Record<string, string>> = {}) =>
  startUnder(runtime, bin, { functions: [handler], timeoutMillis: 1500, env });

const invoke = (lambda: LocalLambda, action: string) =>
  lambda.invoke(lambda.functions[0]?.name ?? '', { do: action }, { tenantId: 'tenant-7' });

describe.each(runtimes)('a function under $name', (runtime) => {
  it.each(Object.entries(BEHAVIOURS))('%s', async (handler, actions) => {
    const outcomes: Record<string, unknown> = {};
    const lambda = await startOne(runtime, handler).catch(() => undefined);
    for (const [action] of actions) outcomes[action] = lambda ? outcomeOf(await invoke(lambda, action)) : 'refused';
    await lambda?.close();
    const expected = Object.fromEntries(actions.map(([action, outcome]) => [action, outcome[runtime.generation]]));
    expect(outcomes).toEqual(expected);
  });

  it('answers HTTP requests with a stream', async () => {
    const lambda = await startOne(runtime, 'streaming.handler');
    const answers: Record<string, unknown> = {};
    for (const [action] of STREAMED) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ do: action });
      const response = await fetch(lambda.url, { method: 'POST', headers, body, redirect: 'manual' });
      answers[action] = [response.status, await response.text().catch(() => 'broken off')];
    }
    await lambda.close();
    expect(answers).toEqual(Object.fromEntries(STREAMED));
  });
});

/** A line without what differs from one run to the next: time, id, and where in the runtime a stack leads. */
const line = (text: string): unknown => {
  const withoutIds = text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\r {4}at [\s\S]*$/, '');
  if (!withoutIds.startsWith('{')) return withoutIds;
  return JSON.parse(withoutIds, (key, value) => {
    if (key === 'stackTrace') return value.slice(0, 1);
    return key === 'message' && typeof value === 'string' ? value.replace(/\n {4}at [\s\S]*$/, '') : value;
  });
};

const logged = async (runtime: Runtime, action: string, env: Readonly<Record<string, string>>): Promise<unknown[]> => {
  const lambda = await startOne(runtime, 'buffered.handler', env);
  const { logs } = await invoke(lambda, action);
  await lambda.close();
  // What the third generation's command says of itself.
  return logs.filter(({ text }) => !text.startsWith('Executing')).map(({ stream, text }) => [stream, line(text)]);
};

describe.each(runtimes)('console under $name', (runtime) => {
  // The fourth generation does not tell its console of the tenant.
  const tenant = runtime.generation === 3 ? { tenantId: 'tenant-7' } : {};
  const entry = (level: string, more: object) => [
    'stdout',
    { timestamp: 'TIME', level, requestId: 'ID', ...tenant, ...more },
  ];
  const bad = { errorType: 'RangeError', errorMessage: 'bad', stackTrace: ['RangeError: bad'] };

  it('writes text: one line, with tabs', async () => {
    expect(await logged(runtime, 'log text', {})).toEqual([
      ['stdout', 'TIME\tID\tINFO\ttwo\rlines { a: 1 }'],
      ['stdout', 'TIME\tID\tWARN\tcareful'],
      ['stdout', 'TIME\tID\tERROR\tRangeError: bad'],
      ['stdout', 'TIME\tID\tDEBUG\tdetail'],
      ['stdout', 'TIME\tID\tTRACE\ttrace'],
    ]);
  });

  it('writes JSON, down to the level that is set', async () => {
    const env = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'info' };
    expect(await logged(runtime, 'log as JSON', env)).toEqual([
      entry('INFO', { message: 'text' }),
      entry('INFO', { message: { order: 1 } }),
      entry('INFO', { message: 'with more { a: 1 }' }),
      entry('ERROR', { message: 'failed RangeError: bad', ...bad }),
      entry('ERROR', {
        message: { errorType: 'RangeError', errorMessage: 'alone', stackTrace: ['RangeError: alone'] },
      }),
      entry('INFO', { message: '1n' }),
    ]);
  });
});
