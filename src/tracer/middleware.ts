import { enterContextUntilLeft } from '../invocation/context/context-manager.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import type { Utility } from '../invocation/utility.js';
import {
  beginHandler,
  type CapturedHandler,
  type CaptureLambdaHandlerOptions,
  type HandlerTracer,
  runHandler,
} from './capture/capture-lambda-handler.js';

export type { CaptureLambdaHandlerOptions, HandlerTracer } from './capture/capture-lambda-handler.js';

/** What is used of a Middy request. */
export interface CaptureLambdaHandlerRequest {
  readonly event: unknown;
  readonly context: LambdaContext;
  readonly response?: unknown;
  readonly error?: unknown;
  readonly internal: Record<string, unknown>;
}

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export interface CaptureLambdaHandlerMiddleware extends Utility {
  before(request: CaptureLambdaHandlerRequest): void;
  after(request: CaptureLambdaHandlerRequest): Promise<void>;
  onError(request: CaptureLambdaHandlerRequest): Promise<void>;
}

/** Where Powertools' `cleanupMiddlewares` looks when a middleware answers in place of the handler. */
const CLEANUP_KEY = 'powertools-for-aws.tracer';

interface Running {
  readonly captured: CapturedHandler;
  readonly leave: (() => void) | undefined;
}

/**
 * Annotates the span of each invocation with `ColdStart` and `Service`, and keeps the handler's response with it. Inside
 * `withPowertools` that is the invocation's span; with Middy alone a span is opened for the invocation, named after the
 * handler, and its spans are sent before the answer goes out.
 *
 * @example
 * export const handler = withPowertools(async (order: Order) => place(order), { use: [captureLambdaHandler(tracer)] });
 * export const same = middy(async (order: Order) => place(order)).use(captureLambdaHandler(tracer));
 */
export function captureLambdaHandler(
  tracer: HandlerTracer,
  options: CaptureLambdaHandlerOptions = {},
): CaptureLambdaHandlerMiddleware {
  // By request: `internal` may be one object for all requests of a Middy handler.
  const running = new WeakMap<CaptureLambdaHandlerRequest, Running>();

  const finish = async (
    request: CaptureLambdaHandlerRequest,
    settle: (captured: CapturedHandler) => Promise<void>,
  ): Promise<void> => {
    const current = running.get(request);
    if (!current) return;
    running.delete(request);
    current.leave?.();
    await settle(current.captured);
  };

  return {
    name: 'tracer',
    wrap: (invocation, next) =>
      tracer.isTracingEnabled()
        ? runHandler(tracer, options, invocation.event, invocation.lambdaContext, next)
        : next(),
    before(request) {
      if (!tracer.isTracingEnabled()) return;
      const captured = beginHandler(tracer, options, request.event, request.context);
      const leave = captured.span.own ? enterContextUntilLeft(captured.span.context) : undefined;
      running.set(request, { captured, leave });
      // It is called with the request to clean up after: `internal` may be shared.
      request.internal[CLEANUP_KEY] = (early: CaptureLambdaHandlerRequest = request) =>
        finish(early, ({ span }) => span.end('end'));
    },
    after: (request) => finish(request, (captured) => captured.succeed(request.response)),
    onError: (request) => finish(request, (captured) => captured.fail(request.error)),
  };
}
