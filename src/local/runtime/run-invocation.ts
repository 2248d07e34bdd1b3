import { deferred } from '../deferred.js';
import { RuntimeError, toErrorDocument } from './error-document.js';
import { type Generation, generationOf } from './generation.js';
import { createContext, type RuntimeContext } from './lambda-context.js';
import type { Handler } from './load-handler.js';
import { isStreaming, ResponseStream } from './response-stream.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';

/** Calls the handler with one event, and sends what it returns or throws. */
export async function runInvocation(
  handler: Handler,
  invocation: NextInvocation,
  client: RuntimeClient,
  generation: Generation = generationOf(),
): Promise<void> {
  const context = createContext(invocation);
  if (isStreaming(handler)) return runStreaming(handler, invocation, context, client);
  let payload: string;
  try {
    const event: unknown = JSON.parse(invocation.payload);
    const result = await (generation === 3
      ? resultWithCallbacks(handler, event, context)
      : resultOf(handler, event, context));
    payload = serialize(result, generation);
  } catch (error) {
    return client.fail(invocation.requestId, toErrorDocument(error));
  }
  await client.respond(invocation.requestId, payload);
}

// The longest that a timer of Node.js can wait.
const FOREVER_MILLIS = 2_147_483_647;

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Resolves when nothing is left that could run: Lambda then ends an invocation that has not answered. */
function emptyEventLoop(): { readonly reached: Promise<void>; readonly forget: () => void } {
  const { promise, resolve } = deferred<void>();
  process.once('beforeExit', resolve);
  return { reached: promise, forget: () => process.off('beforeExit', resolve) };
}

/** What a promise settles to, or the value itself. One that never settles leaves the process with nothing to do. */
async function resultOf(handler: Handler, event: unknown, context: RuntimeContext): Promise<unknown> {
  const loop = emptyEventLoop();
  try {
    return await Promise.race([handler(event, context), loop.reached.then(() => process.exit(0))]);
  } finally {
    loop.forget();
  }
}

/** With the callback, its older forms on the context, and `null` where nothing can come any more. */
async function resultWithCallbacks(handler: Handler, event: unknown, context: RuntimeContext): Promise<unknown> {
  const loop = emptyEventLoop();
  try {
    const calledBack = deferred<CalledBack>();
    const settle = (error: unknown, value: unknown, waits: boolean): void =>
      calledBack.resolve(error === undefined || error === null ? { value, waits } : { error });
    const state = { waits: true };
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => state.waits,
      set: (waits: unknown) => {
        state.waits = Boolean(waits);
      },
    });
    const withCallbacks = Object.assign(context, {
      succeed: (value: unknown) => settle(undefined, value, false),
      fail: (error: unknown) => settle(error ?? 'handled', undefined, false),
      done: (error: unknown, value: unknown) => settle(error, value, false),
    });
    const callback = (error?: unknown, value?: unknown): void => settle(error, value, state.waits);
    const returned = handler(event, withCallbacks, callback);
    const nothing = loop.reached.then((): CalledBack => ({ value: null, waits: false }));
    const promised = isThenable(returned)
      ? [Promise.resolve(returned).then((value): CalledBack => ({ value, waits: false }))]
      : [];
    const outcome = await Promise.race([calledBack.promise, nothing, ...promised]);
    if ('error' in outcome) throw outcome.error;
    if (outcome.waits) await loop.reached;
    return outcome.value;
  } finally {
    loop.forget();
  }
}

type CalledBack = { readonly error: unknown } | { readonly value: unknown; readonly waits: boolean };

/** Resolves when the response was sent whole; rejects when its stream was closed before. */
function responseSent(stream: ResponseStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('finish', resolve).once('error', reject);
    stream.once('close', () => reject(new Error('The response stream was closed before its end.')));
  });
}

async function runStreaming(
  handler: Handler,
  invocation: NextInvocation,
  context: RuntimeContext,
  client: RuntimeClient,
): Promise<void> {
  const stream = new ResponseStream(client, invocation.requestId);
  const sent = responseSent(stream);
  sent.catch(() => {});
  // Lambda's runtime connects for the response before it calls the handler, and the open connection keeps the event loop
  // busy: a pipe may go on after the handler has returned, and an invocation whose stream nobody ends times out.
  const connection = setInterval(() => {}, FOREVER_MILLIS);
  try {
    const returned = handler(JSON.parse(invocation.payload), stream, context);
    if (!isThenable(returned)) throw new Error('Streaming does not support non-async handlers.');
    await returned;
    await sent;
  } catch (error) {
    await stream.fail(error);
  } finally {
    clearInterval(connection);
  }
}

function serialize(result: unknown, generation: Generation): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    const name = generation === 3 ? 'Error' : 'Runtime.JSONStringifyError';
    throw new RuntimeError(name, 'Unable to stringify response body', { cause });
  }
}
