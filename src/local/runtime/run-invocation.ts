import { RuntimeError, toErrorDocument } from './error-document.js';
import { whenEmpty } from './event-loop.js';
import type { Generation } from './generation.js';
import { createContext, type RuntimeContext } from './lambda-context.js';
import type { Handler } from './load-handler.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';
import { isStreaming } from './streaming/response-stream.js';
import { runStreaming } from './streaming/run-streaming.js';
import { isThenable } from './thenable.js';

/** Calls the handler with one event, and sends what it returns or throws. */
export async function runInvocation(
  handler: Handler,
  invocation: NextInvocation,
  client: RuntimeClient,
  generation: Generation,
): Promise<void> {
  const context = createContext(invocation, generation);
  if (isStreaming(handler)) return runStreaming(handler, invocation, client, { context, generation });
  let payload: string;
  try {
    const event: unknown = JSON.parse(invocation.payload);
    const result =
      generation === 3
        ? await resultWithCallbacks(handler, event, context)
        : // A promise that never settles leaves the process with nothing to do: it ends.
          await handler(event, context);
    payload = serialize(result, generation);
  } catch (error) {
    return client.fail(invocation.requestId, toErrorDocument(error, generation));
  }
  await client.respond(invocation.requestId, payload);
}

type Settled = { readonly error: unknown } | { readonly value: unknown; readonly waits: boolean };

/** With the callback, its older forms on the context, and `null` where nothing can come any more. The first one counts. */
async function resultWithCallbacks(handler: Handler, event: unknown, context: RuntimeContext): Promise<unknown> {
  const state = { waits: true };
  Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
    enumerable: true,
    get: () => state.waits,
    set: (waits: unknown) => {
      state.waits = Boolean(waits);
    },
  });
  const outcome = await new Promise<Settled>((resolve) => {
    const settle = (error: unknown, value: unknown, waits: boolean): void =>
      resolve(error === undefined || error === null ? { value, waits } : { error });
    const succeed = (value: unknown): void => settle(undefined, value, false);
    const fail = (error: unknown): void => settle(error ?? 'handled', undefined, false);
    const done = (error: unknown, value: unknown): void => settle(error, value, false);
    const callback = (error?: unknown, value?: unknown): void => settle(error, value, state.waits);
    void whenEmpty().then(() => succeed(null));
    try {
      const returned = handler(event, Object.assign(context, { succeed, fail, done }), callback);
      if (isThenable(returned)) returned.then(succeed, fail);
    } catch (error) {
      callback(error);
    }
  });
  if ('error' in outcome) throw outcome.error;
  if (outcome.waits) await whenEmpty();
  return outcome.value;
}

function serialize(result: unknown, generation: Generation): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(result === undefined ? null : result);
  } catch (cause) {
    const name = generation === 3 ? 'Error' : 'Runtime.JSONStringifyError';
    throw new RuntimeError(name, 'Unable to stringify response body', { cause });
  }
  // A function or a symbol. These are the words of the native part of Lambda's runtime.
  if (json === undefined) throw new TypeError('Wrong arguments');
  return json;
}
