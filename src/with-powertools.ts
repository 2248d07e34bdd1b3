import { context, trace } from '@opentelemetry/api';
import {
  compose,
  contextWithInvocation,
  deadlineOf,
  detectTrigger,
  type FlushReason,
  Invocation,
  type LambdaContext,
  recordFailure,
  recordResult,
  resolveParent,
  startDeadlineGuard,
  startInvocationSpan,
  takeColdStart,
  type Utility,
} from './invocation/index.js';
import { configure, ensureExitGuard, ensureTelemetry, settings, type TelemetryOptions } from './telemetry/index.js';
import { VERSION } from './version.js';

/** Telemetry options, and what wraps the handler. */
export interface PowertoolsOptions extends TelemetryOptions {
  /** What wraps the handler; the first one is the outermost. */
  readonly use?: readonly Utility[];
}

/** A handler as Lambda calls it. `callback` is there for `Handler` of `@types/aws-lambda`; it is never passed. */
export type Handler<TEvent, TContext, TResult> = (
  event: TEvent,
  context: TContext,
  callback: never,
) => TResult | Promise<TResult>;

/** What `withPowertools` gives back: always asynchronous. */
export type WrappedHandler<TEvent, TContext, TResult> = (event: TEvent, context: TContext) => Promise<TResult>;

const CALLBACK_ARITY = 3;

const wrappers = new WeakSet<object>();

/**
 * Wraps a Lambda handler: each invocation becomes a span in X-Ray (or wherever `OTEL_TRACES_EXPORTER` says), log lines
 * and metrics know which invocation they belong to, and everything is flushed before the answer goes out, before a
 * time-out and when the process ends. What is thrown and returned is what the handler throws and returns.
 *
 * @param handler - An `async` function, or one that returns its result. Callback handlers are refused.
 * @param options - Telemetry settings (environment variables do as well) and the utilities that wrap the handler.
 * @throws TypeError when `handler` is no function or takes a callback.
 * @example
 * export const handler = withPowertools(async (event: { name: string }) => `Hello, ${event.name}!`);
 */
export const withPowertools = <TEvent, TResult, TContext extends LambdaContext = LambdaContext>(
  handler: Handler<TEvent, TContext, TResult>,
  options: PowertoolsOptions = {},
): WrappedHandler<TEvent, TContext, TResult> => {
  assertHandler(handler);
  // A wrapped handler is one already: wrapping it again would only report everything twice.
  if (wrappers.has(handler)) return handler as WrappedHandler<TEvent, TContext, TResult>;

  const { use = [], ...telemetryOptions } = options;
  configure(telemetryOptions);
  const telemetry = ensureTelemetry();
  const exitGuard = ensureExitGuard();
  const tracer = trace.getTracer('otel-powertools', VERSION);
  const { service, parent: policy, deadlineMarginMillis } = settings();
  const run = compose(use, async (invocation) =>
    // Utilities hand on what they were given, or what they themselves made of it: only the user knows its type.
    (handler as (event: unknown, context: unknown) => unknown)(invocation.event, invocation.lambdaContext),
  );

  const wrapped = async (event: TEvent, lambdaContext: TContext): Promise<TResult> => {
    const invocation = new Invocation({
      event,
      lambdaContext,
      coldStart: takeColdStart(),
      deadline: deadlineOf(lambdaContext),
    });
    const parent = resolveParent({ event, lambdaContext, policy, xrayExported: telemetry.exportsToXRay });
    const trigger = detectTrigger(event);
    const parentContext = contextWithInvocation(parent.context, invocation);
    const span = startInvocationSpan({
      tracer,
      invocation,
      trigger,
      parent: { ...parent, context: parentContext },
      service,
    });
    const active = trace.setSpan(parentContext, span);
    const flush = (reason: FlushReason): Promise<void> =>
      context.with(active, () => telemetry.flush(invocation, reason));

    exitGuard.enter(invocation);
    const guard = startDeadlineGuard(invocation.deadline, deadlineMarginMillis, () => void flush('deadline'));
    let reason: FlushReason = 'end';
    try {
      const result = await context.with(active, run, undefined, invocation);
      recordResult(span, trigger, result);
      return result as TResult;
    } catch (error) {
      reason = 'error';
      recordFailure(span, error);
      throw error;
    } finally {
      guard.stop();
      span.end();
      await flush(reason);
      exitGuard.leave(invocation);
    }
  };
  wrappers.add(wrapped);
  return wrapped;
};

const assertHandler: (handler: unknown) => asserts handler is (...args: never[]) => unknown = (handler) => {
  if (typeof handler !== 'function') {
    throw new TypeError(
      `withPowertools takes the handler, a function; it was given ${handler === null ? 'null' : typeof handler}.`,
    );
  }
  if (handler.length >= CALLBACK_ARITY) {
    throw new TypeError(
      'withPowertools was given a handler that takes a callback. Lambda no longer supports callbacks from Node.js 24 on: make the handler async and return its result.',
    );
  }
};
