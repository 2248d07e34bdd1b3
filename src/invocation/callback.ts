import type { LambdaContext } from './lambda-context.js';

/** The third argument that Lambda's Node.js 20 and 22 runtimes call a handler with. */
type HandlerCallback = (error?: unknown, result?: unknown) => void;

type CallbackHandler = (event: unknown, context: unknown, callback: HandlerCallback) => unknown;

/** What a handler of three parameters answers, and whether it does so through its callback alone. */
export interface CallbackCall {
  readonly answer: Promise<unknown>;
  readonly isByCallback: boolean;
}

/** A handler answers through a callback, which Lambda does not have from Node.js 24 on. */
export class CallbackHandlerError extends TypeError {
  override readonly name = 'CallbackHandlerError';

  constructor() {
    super(
      "The handler answers through its third parameter, a callback, which Lambda has no more from Node.js 24 on. Give it a promise in place of it: withPowertools(promisify(handler)), with promisify of 'node:util'.",
    );
  }
}

// The last runtime with callbacks is that of Node.js 22.
const FIRST_WITHOUT = 24;

/**
 * Calls a handler of three parameters as Lambda's runtime does: what counts is its promise if it gives one, else its callback,
 * or the same through `context.succeed`, `fail` and `done`.
 *
 * @param nodeMajor - The version of Node.js whose runtime it is.
 */
export function callWithCallback(
  handler: CallbackHandler,
  event: unknown,
  context: unknown,
  nodeMajor: number = Number.parseInt(process.versions.node, 10),
): CallbackCall {
  const { promise: called, callback } = awaitedCallback(nodeMajor < FIRST_WITHOUT);
  const returned = handler(event, withEndings(context, callback), callback);
  if (isThenable(returned)) return { answer: Promise.race([returned, called]), isByCallback: false };
  if (nodeMajor >= FIRST_WITHOUT) callback(new CallbackHandlerError());
  return { answer: called, isByCallback: true };
}

function awaitedCallback(isSupported: boolean): { promise: Promise<unknown>; callback: HandlerCallback } {
  let callback: HandlerCallback = () => {};
  const promise = new Promise<unknown>((resolve, reject) => {
    callback = (error, result) => {
      if (!isSupported) reject(new CallbackHandlerError());
      else if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
  });
  return { promise, callback };
}

/** The context with the endings that Lambda's has beside the callback, where it has them: they would pass the wrapper by. */
function withEndings(context: unknown, callback: HandlerCallback): unknown {
  if (typeof context !== 'object' || context === null || !('done' in context)) return context;
  const endings: Partial<LambdaContext> & Record<string, unknown> = Object.create(context);
  endings.done = callback;
  endings.succeed = (result: unknown) => callback(null, result);
  endings.fail = (error: unknown) => callback(error ?? new Error('The handler has called context.fail.'));
  return endings;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
