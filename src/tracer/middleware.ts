import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import {
  type CaptureLambdaHandlerOptions,
  captureRunner,
  captureUtility,
  type HandlerTracer,
} from './capture/capture-lambda-handler.js';

export type { CaptureLambdaHandlerOptions, HandlerTracer } from './capture/capture-lambda-handler.js';

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export type CaptureLambdaHandlerMiddleware = UtilityMiddleware;

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
  options?: CaptureLambdaHandlerOptions,
): CaptureLambdaHandlerMiddleware {
  return asMiddleware(captureUtility(tracer, options), captureRunner(tracer));
}
