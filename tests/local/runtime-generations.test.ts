import { describe, expect, it } from 'vitest';
import { type Generation, generationOf } from '../../src/local/runtime/generation.js';
import type { Handler } from '../../src/local/runtime/load-handler.js';
import { runInvocation } from '../../src/local/runtime/run-invocation.js';
import { type ErrorDocument, type NextInvocation, RuntimeClient } from '../../src/local/runtime/runtime-client.js';

/** Keeps what a runtime would send. */
class RecordingClient extends RuntimeClient {
  answer: unknown;

  override async respond(_requestId: string, payload: string): Promise<void> {
    this.answer = JSON.parse(payload);
  }

  override async fail(_requestId: string, { errorType, errorMessage }: ErrorDocument): Promise<void> {
    this.answer = `${errorType}: ${errorMessage}`;
  }
}

const invocation: NextInvocation = {
  ...{ requestId: 'r-1', deadline: Date.now() + 10_000, functionArn: 'arn', payload: '{"n":1}' },
  ...{ traceHeader: undefined, clientContext: undefined, cognitoIdentity: undefined, tenantId: 'tenant-7' },
};

const answerOf = async (handler: Handler, generation: Generation): Promise<unknown> => {
  const client = new RecordingClient('127.0.0.1:1');
  await runInvocation(handler, invocation, client, generation);
  return client.answer;
};

/** A handler as a user writes it: what it is called with is not known to TypeScript here. */
const handler = (
  code: (
    event: { n: number },
    context: Record<string, (...args: unknown[]) => unknown> & { tenantId?: string },
    callback?: (...args: unknown[]) => void,
  ) => unknown,
): Handler => code as Handler;

const circle: Record<string, unknown> = {};
circle.self = circle;

const NO_JSON = 'Unable to stringify response body';

describe('a handler under the runtime of Node.js 20 and 22, and under that of 24', () => {
  it.each<[string, Handler, { readonly 3?: unknown; readonly 4?: unknown }]>([
    ['a promise', handler(async (event) => event.n), { 3: 1, 4: 1 }],
    ['nothing', handler(async () => undefined), { 3: null, 4: null }],
    ['a value without a promise', handler(() => 'at once'), { 4: 'at once' }],
    ['context.succeed', handler((_event, context) => void context.succeed?.('done')), { 3: 'done' }],
    ['context.fail', handler((_event, context) => void context.fail?.(new RangeError('no'))), { 3: 'RangeError: no' }],
    ['context.done', handler((_event, context) => void context.done?.(null, 'done')), { 3: 'done' }],
    ['the callback an error', handler((_event, _context, callback) => callback?.(new Error('no'))), { 3: 'Error: no' }],
    [
      'whether there is a callback',
      handler(async (_event, _context, callback) => callback === undefined),
      { 3: false, 4: true },
    ],
    ['the id of a tenant', handler(async (_event, context) => context.tenantId), { 3: 'tenant-7', 4: 'tenant-7' }],
    ['a circle', handler(async () => circle), { 3: `Error: ${NO_JSON}`, 4: `Runtime.JSONStringifyError: ${NO_JSON}` }],
    ['a BigInt', handler(async () => 1n), { 3: `Error: ${NO_JSON}`, 4: `Runtime.JSONStringifyError: ${NO_JSON}` }],
    ['a thrown text', handler(() => Promise.reject('text')), { 3: 'string: text', 4: 'string: text' }],
    [
      'a thrown object',
      handler(() => Promise.reject({})),
      { 3: 'object: [object Object]', 4: 'object: [object Object]' },
    ],
  ])('that gives %s', async (_name, code, expected) => {
    for (const generation of [3, 4] as const) {
      if (generation in expected) expect(await answerOf(code, generation)).toEqual(expected[generation]);
    }
  });

  it('is chosen by the version of Node.js', () => {
    expect(['20.19.0', '22.1.0', '24.0.0', '26.3.1'].map((version) => generationOf(false, version))).toEqual([
      3, 3, 4, 4,
    ]);
  });
});
