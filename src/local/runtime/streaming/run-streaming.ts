import { whenEmpty } from '../event-loop.js';
import type { Generation } from '../generation.js';
import type { RuntimeContext } from '../lambda-context.js';
import type { Handler } from '../load-handler.js';
import type { NextInvocation, RuntimeClient } from '../runtime-client.js';
import { isThenable } from '../thenable.js';
import { ResponseStream } from './response-stream.js';

const NO_PROMISE = 'Streaming does not support non-async handlers.';
// The longest that a timer of Node.js can wait.
const FOREVER_MILLIS = 2_147_483_647;

/** Calls a streaming handler, and sends what it writes. */
export async function runStreaming(
  handler: Handler,
  invocation: NextInvocation,
  client: RuntimeClient,
  { context, generation }: { readonly context: RuntimeContext; readonly generation: Generation },
): Promise<void> {
  const stream = new ResponseStream(client, invocation.requestId, generation);
  const sent = responseSent(stream);
  sent.catch(() => {});
  // Lambda's runtime connects for the response before it calls the handler, and the open connection keeps the event loop
  // busy: a pipe may go on after the handler has returned, and an invocation whose stream nobody ends times out.
  const connection = setInterval(() => {}, FOREVER_MILLIS);
  if (generation === 3) Object.assign(context, { callbackWaitsForEmptyEventLoop: true });
  try {
    const returned = handler(JSON.parse(invocation.payload), stream, context);
    // The runtime up to Node.js 22 reports the text alone.
    if (!isThenable(returned)) throw generation === 3 ? NO_PROMISE : new Error(NO_PROMISE);
    await returned;
    await sent;
  } catch (error) {
    await stream.fail(error);
  } finally {
    clearInterval(connection);
  }
  if (generation === 3 && Reflect.get(context, 'callbackWaitsForEmptyEventLoop')) await whenEmpty();
}

/** Resolves when the response was sent whole; rejects when its stream was closed before. */
function responseSent(stream: ResponseStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('finish', resolve).once('error', reject);
    stream.once('close', () => reject(new Error('The response stream was closed before its end.')));
  });
}
