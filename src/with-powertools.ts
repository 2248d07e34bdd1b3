import { trace } from '@opentelemetry/api';
import {
  type AnyHandler,
  assertHandler,
  assertUtilities,
  type BufferedHandler,
  isStreamingCall,
  type PowertoolsOptions,
  type StreamingHandler,
  takesCallback,
  type WrappedHandler,
  wrapperOf,
} from './handler.js';
import { callWithCallback } from './invocation/callback.js';
import type { DurableContext } from './invocation/durable-context.js';
import type { LambdaContext } from './invocation/lambda-context.js';
import type { ResponseStream } from './invocation/response-stream.js';
import { guardProcess, type RunPlan, runInvocation } from './invocation/run-invocation.js';
import { type FailureOptions, recordFailure } from './invocation/span/invocation-span.js';
import { compose } from './invocation/utility.js';
import { checkTelemetryOptions, settings } from './telemetry/settings/settings.js';
import { configure, ensureTelemetry } from './telemetry/telemetry.js';
import { openInvocation } from './telemetry/traces/open-invocation.js';
import { VERSION } from './version.js';

/**
 * Wraps a Lambda handler: each invocation becomes a span in X-Ray (or wherever `OTEL_TRACES_EXPORTER` says), log lines
 * and metrics know which invocation they belong to, and everything is flushed before the answer goes out (over the network:
 * after it, see `exportMode`), before a time-out and on SIGTERM. What the handler returns and throws is what the wrapped one returns and throws.
 *
 * A process that ends itself (`process.exit`, an exception that nobody catches) waits for nothing: log lines, metrics as
 * EMF and spans for X-Ray are written, but what an asynchronous callback observes and whatever goes over HTTP are lost.
 *
 * A handler made with `awslambda.streamifyResponse` stays one, and the wrapper may be passed through it as well: the span
 * lasts until the stream has ended. Wrapping twice is the same as wrapping once.
 *
 * @param handler - An `async` function, or one that returns its result. One that declares a callback may answer through it on
 * Node.js 20 and 22; from 24 on, where Lambda has none, the invocation fails and the error says what to do.
 * @param options - Telemetry settings (environment variables do as well) and the utilities that wrap the handler.
 * @throws TypeError when `handler` is no function, when an option is none (the error names the one that was probably meant),
 * or when something in `use` is no utility.
 * @example
 * export const handler = withPowertools(async (event: { name: string }) => `Hello, ${event.name}!`);
 */
export function withPowertools<TEvent, TReturn, TContext extends LambdaContext | DurableContext = LambdaContext>(
  handler: BufferedHandler<TEvent, TContext, TReturn>,
  options?: PowertoolsOptions,
): WrappedHandler<TEvent, TContext, TReturn>;

export function withPowertools<TEvent, TStream extends ResponseStream, TContext extends LambdaContext>(
  handler: StreamingHandler<TEvent, TStream, TContext>,
  options?: PowertoolsOptions,
): StreamingHandler<TEvent, TStream, TContext>;

export function withPowertools(handler: unknown, options: PowertoolsOptions = {}): unknown {
  assertHandler(handler);
  return wrapperOf(handler, () => wrap(handler, options));
}

function wrap(handler: AnyHandler, { use = [], ...telemetryOptions }: PowertoolsOptions): AnyHandler {
  checkTelemetryOptions('withPowertools', telemetryOptions);
  assertUtilities(use);
  // At INIT, where it is cheap: the first invocation finds everything ready.
  configure(telemetryOptions);
  const { deadlineMarginMillis, captureErrors, maskSecrets } = settings();
  const failure: FailureOptions = { details: captureErrors, maskSecrets };
  const plan: RunPlan = {
    signal: undefined,
    deadlineMarginMillis,
    flush: (invocation, reason) => ensureTelemetry().flush(invocation, reason),
    // Asked for each time: a test that captures may have telemetry set up anew.
    open: (run) => openInvocation(run, trace.getTracer('otel-powertools', VERSION)),
    recordFailure: (span, error) => recordFailure(span, error, failure),
  };
  guardProcess(plan);
  const isCallbackHandler = takesCallback(handler);
  /** Whether the handler that was called last answers through its callback alone. */
  let isByCallback = false;
  // Lambda's runtime calls the handler: what it passes is what it documents.
  const handle = compose(use, (invocation) => {
    invocation.noteHandlerCall();
    const { event, responseStream, lambdaContext, durableContext } = invocation;
    const given = durableContext ?? lambdaContext;
    if (responseStream !== undefined) return handler(event, responseStream, given);
    if (!isCallbackHandler) return handler(event, given);
    const call = callWithCallback(handler, event, given);
    ({ isByCallback } = call);
    return call.answer;
  });
  const wrapper: AnyHandler = (event, second, ...others) => {
    if (isStreamingCall(wrapper, second)) {
      const [lambdaContext] = others;
      return runInvocation(plan, handle, {
        event,
        lambdaContext: lambdaContext as LambdaContext | undefined,
        responseStream: second,
      });
    }
    isByCallback = false;
    const answer = runInvocation(plan, handle, { event, lambdaContext: second as LambdaContext | undefined });
    // Lambda's own callback waits until there is nothing left to do, which a promise does not.
    const [callback] = others;
    if (!isByCallback || typeof callback !== 'function') return answer;
    answer.then(
      (result) => void callback(null, result),
      (error: unknown) => void callback(error),
    );
    return undefined;
  };
  return wrapper;
}
