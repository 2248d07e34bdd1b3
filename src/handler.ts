import type { ResponseStream } from './invocation/response-stream.js';
import type { Utility } from './invocation/utility.js';
import { once } from './shared/process-state.js';
import { asObject } from './shared/unknown.js';
import type { TelemetryOptions } from './telemetry/settings/options.js';

declare module './shared/process-state.js' {
  interface ProcessState {
    /** The handlers that `withPowertools` has made. */
    wrappers: WeakSet<AnyHandler>;
  }
}

/** Telemetry options, and what wraps the handler. */
export interface PowertoolsOptions extends TelemetryOptions {
  /** What wraps the handler; the first one is the outermost. */
  readonly use?: readonly Utility[];
}

/** A handler as Lambda calls it; `callback` is passed to who declares it. */
export type BufferedHandler<TEvent, TContext, TReturn> = (event: TEvent, context: TContext, callback: never) => TReturn;

type Nothing = ReturnType<() => void>;

type WithoutNothing<T> = T extends unknown ? (unknown extends T ? T : Nothing extends T ? never : T) : never;

/**
 * What a handler answers in the end. `Handler` of `@types/aws-lambda` returns `void | Promise<T>`, the `void` for those
 * that call back: here it is `T`.
 */
export type HandlerResult<TReturn> = [Awaited<TReturn>] extends [Nothing]
  ? Awaited<TReturn>
  : WithoutNothing<Awaited<TReturn>>;

/** A wrapped handler: always asynchronous. */
export type WrappedHandler<TEvent, TContext, TReturn> = (
  event: TEvent,
  context: TContext,
) => Promise<HandlerResult<TReturn>>;

/** A handler that streams its response, as `awslambda.streamifyResponse` makes it. */
export type StreamingHandler<TEvent, TStream, TContext> = (
  event: TEvent,
  responseStream: TStream,
  context: TContext,
) => unknown;

/** Any handler, once its types have done their work: what Lambda passes is passed on as it is. */
export type AnyHandler = (...args: unknown[]) => unknown;

/** Where Lambda's runtime looks whether a handler streams; `awslambda.streamifyResponse` sets it. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

const CALLBACK_ARITY = 3;

/**
 * Whether a handler was called with a stream to write its response to: `awslambda.streamifyResponse` may have been called
 * with the handler or with its wrapper, and only Lambda's own marks what it was called with.
 */
export function isStreamingCall(wrapper: AnyHandler, second: unknown): second is ResponseStream {
  if (typeof second !== 'object' || second === null) return false;
  try {
    if ('write' in second && typeof second.write === 'function' && 'end' in second) return true;
    return Reflect.get(wrapper, STREAMING) === 'response' && 'write' in second;
  } catch {
    // What cannot be read can be written to by nobody: it is a strange context.
    return false;
  }
}

/** Whether a handler that is not called with a stream declares a callback. */
export function takesCallback(handler: AnyHandler): boolean {
  return handler.length >= CALLBACK_ARITY;
}

/** @throws TypeError when `handler` is no function. */
export function assertHandler(handler: unknown): asserts handler is AnyHandler {
  if (typeof handler !== 'function') {
    const given = handler === null ? 'null' : typeof handler;
    throw new TypeError(`withPowertools takes the handler, a function; it was given ${given}.`);
  }
}

/** @throws TypeError when one of them is no utility: found here, it is not found by the first invocation. */
export function assertUtilities(use: unknown): asserts use is readonly Utility[] {
  if (!Array.isArray(use))
    throw new TypeError(`The option use of withPowertools is a list; it was given ${typeof use}.`);
  for (const [index, utility] of use.entries()) {
    if (typeof asObject(utility)?.wrap === 'function') continue;
    const given =
      typeof utility === 'function' ? 'a function' : utility === null ? 'null' : `a value of type ${typeof utility}`;
    throw new TypeError(
      `use[${index}] of withPowertools is ${given}; a utility is an object with a method wrap(invocation, next). A middleware of Middy goes to middy(handler).use(…).`,
    );
  }
}

/**
 * Makes the wrapper of a handler, unless the handler is one already: wrapped twice, everything would be reported twice.
 * What Lambda's runtime has noted on the handler (that it streams, its high-water mark) is noted on the wrapper too.
 */
export function wrapperOf(handler: AnyHandler, wrap: () => AnyHandler): AnyHandler {
  const wrappers = once('wrappers', () => new WeakSet());
  if (wrappers.has(handler)) return handler;
  const wrapper = wrap();
  for (const symbol of Object.getOwnPropertySymbols(handler)) {
    Reflect.set(wrapper, symbol, Reflect.get(handler, symbol));
  }
  wrappers.add(wrapper);
  return wrapper;
}
