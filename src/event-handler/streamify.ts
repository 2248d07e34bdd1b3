import type { LambdaContext } from '../invocation/lambda-context.js';
import type { ResponseStream } from '../invocation/response-stream.js';
import { DELIMITER_BYTES } from './response/response-stream.js';
import type { ResolveStreamOptions } from './router.js';
import type { ResolveOptions } from './router-registration.js';

/** A handler that streams its response, as Lambda calls it. */
export type StreamingRouterHandler = (
  event: unknown,
  responseStream: ResponseStream,
  context: LambdaContext,
) => Promise<unknown>;

/** What is needed of a router. */
export interface StreamingRouter {
  /** Serves one event, and writes the response to `responseStream`. */
  resolveStream(event: unknown, context: LambdaContext, options: ResolveStreamOptions): Promise<void>;
}

type StreamingHandler = (event: unknown, responseStream: ResponseStream, context: LambdaContext) => Promise<unknown>;

/** Lambda's runtime puts it there; nothing declares it. */
interface RuntimeGlobal {
  readonly awslambda?: { streamifyResponse?(handler: StreamingHandler): StreamingRouterHandler };
}

/** Where Lambda's runtime, and `withPowertools`, look whether a handler streams. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/**
 * A router as a Lambda handler that streams its responses: through a function URL whose invoke mode is `RESPONSE_STREAM`, or
 * a REST API whose response transfer mode is `STREAM`. Outside of Lambda the handler also gives what was streamed, where its
 * stream has a `getBuffer`: `{ statusCode, headers, body }`.
 *
 * @example
 * ```ts
 * export const handler = withPowertools(streamify(app));
 * ```
 */
export function streamify(router: StreamingRouter, options: ResolveOptions = {}): StreamingRouterHandler {
  const { scope } = options;
  const handler = async (event: unknown, responseStream: ResponseStream, context: LambdaContext): Promise<unknown> => {
    await router.resolveStream(event, context, { responseStream, scope });
    return undefined;
  };
  // What others declare of it knows its own stream only.
  const { streamifyResponse } = (globalThis as unknown as RuntimeGlobal).awslambda ?? {};
  return streamifyResponse ? streamifyResponse(handler) : outsideLambda(handler);
}

function outsideLambda(handler: StreamingHandler): StreamingRouterHandler {
  const streaming: StreamingRouterHandler = async (event, responseStream, context) => {
    await handler(event, responseStream, context);
    const { getBuffer }: { getBuffer?: unknown } = responseStream as object;
    if (typeof getBuffer !== 'function') return undefined;
    const sent: unknown = Reflect.apply(getBuffer, responseStream, []);
    return Buffer.isBuffer(sent) ? readStreamed(sent) : undefined;
  };
  return Object.assign(streaming, { [STREAMING]: 'response' });
}

function readStreamed(sent: Buffer): object {
  const end = sent.indexOf(Buffer.alloc(DELIMITER_BYTES));
  const prelude: object = JSON.parse(sent.subarray(0, end).toString());
  return { ...prelude, body: sent.subarray(end + DELIMITER_BYTES).toString() };
}
