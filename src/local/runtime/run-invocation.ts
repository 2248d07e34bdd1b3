import { deferred } from '../deferred.js';
import { RuntimeError, toErrorDocument } from './error-document.js';
import { createContext, type RuntimeContext } from './lambda-context.js';
import type { Handler } from './load-handler.js';
import { isStreaming, ResponseStream } from './response-stream.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';

const NEVER_SETTLED =
  'The event loop is empty, and the promise that the handler returned was never settled: nothing can settle it any more.';

/** Calls the handler with one event, and sends what it returns or throws. */
export async function runInvocation(
  handler: Handler,
  invocation: NextInvocation,
  client: RuntimeClient,
): Promise<void> {
  const context = createContext(invocation);
  if (isStreaming(handler)) return runStreaming(handler, invocation, context, client);
  let payload: string;
  try {
    const result = await resultOf(handler, JSON.parse(invocation.payload), context);
    payload = serialize(result);
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

async function resultOf(handler: Handler, event: unknown, context: RuntimeContext): Promise<unknown> {
  const loop = emptyEventLoop();
  try {
    const calledBack = deferred<{ error: unknown } | { value: unknown }>();
    const callback = (error?: unknown, value?: unknown): void =>
      calledBack.resolve(error === undefined || error === null ? { value } : { error });
    const returned = handler(event, context, callback);
    if (isThenable(returned)) {
      return await Promise.race([
        returned,
        loop.reached.then(() => Promise.reject(new RuntimeError('Runtime.NodeJsExit', NEVER_SETTLED))),
      ]);
    }
    const outcome = await Promise.race([calledBack.promise, loop.reached.then(() => ({ value: null }))]);
    if ('error' in outcome) throw outcome.error;
    if (context.callbackWaitsForEmptyEventLoop) await loop.reached;
    return outcome.value;
  } finally {
    loop.forget();
  }
}

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
    await handler(JSON.parse(invocation.payload), stream, context);
    await sent;
  } catch (error) {
    await stream.fail(error);
  } finally {
    clearInterval(connection);
  }
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new RuntimeError('Runtime.MarshalError', `What the handler returned is not JSON: ${String(error)}`, {
      cause: error,
    });
  }
}
