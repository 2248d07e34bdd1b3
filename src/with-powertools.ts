import { context, trace } from '@opentelemetry/api';
import {
  type AnyHandler,
  assertHandler,
  type BufferedHandler,
  isStreamingHandler,
  type PowertoolsOptions,
  type StreamingHandler,
  type WrappedHandler,
  wrapperOf,
} from './handler.js';
import { beginInvocation } from './invocation/begin-invocation.js';
import { startDeadlineGuard } from './invocation/deadline-guard.js';
import type { FlushReason, Invocation } from './invocation/invocation.js';
import type { LambdaContext } from './invocation/lambda-context.js';
import {
  observeResponseStream,
  type ResponseStream,
  recordStream,
  type StreamObservation,
} from './invocation/response-stream.js';
import { processInvocation } from './invocation/scope.js';
import { recordFailure, recordResult } from './invocation/span/invocation-span.js';
import { compose } from './invocation/utility.js';
import type { Pending } from './shared/pending.js';
import { ensureExitGuard } from './telemetry/exit-guard.js';
import { settings } from './telemetry/settings/settings.js';
import { configure, ensureTelemetry } from './telemetry/telemetry.js';
import { endSpan } from './telemetry/traces/end-span.js';
import { type OpenInvocation, openInvocation } from './telemetry/traces/open-invocation.js';
import { VERSION } from './version.js';

/**
 * Wraps a Lambda handler: each invocation becomes a span in X-Ray (or wherever `OTEL_TRACES_EXPORTER` says), log lines
 * and metrics know which invocation they belong to, and everything is flushed before the answer goes out, before a
 * time-out and on SIGTERM. What the handler returns and throws is what the wrapped one returns and throws.
 *
 * A process that ends itself (`process.exit`, an exception that nobody catches) waits for nothing: log lines, metrics as
 * EMF and spans for X-Ray are written, but what an asynchronous callback observes and whatever goes over HTTP are lost.
 *
 * A handler made with `awslambda.streamifyResponse` stays one: its span lasts until the stream has ended. Wrapping twice
 * is the same as wrapping once.
 *
 * @param handler - An `async` function, or one that returns its result. Callback handlers are refused.
 * @param options - Telemetry settings (environment variables do as well) and the utilities that wrap the handler.
 * @throws TypeError when `handler` is no function or takes a callback.
 * @example
 * export const handler = withPowertools(async (event: { name: string }) => `Hello, ${event.name}!`);
 */
export function withPowertools<TEvent, TReturn, TContext extends LambdaContext = LambdaContext>(
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
  // At INIT, where it is cheap: the first invocation finds everything ready.
  configure(telemetryOptions);
  const exitGuard = ensureExitGuard();
  exitGuard.enter(processInvocation(), () => ensureTelemetry().flush(processInvocation(), 'exit'));
  const tracer = trace.getTracer('otel-powertools', VERSION);
  const { deadlineMarginMillis, captureErrors } = settings();
  const streaming = isStreamingHandler(handler);
  const handle = compose(use, async ({ event, responseStream, lambdaContext }) =>
    streaming ? handler(event, responseStream, lambdaContext) : handler(event, lambdaContext),
  );

  const run = async (
    invocation: Invocation,
    { span, trigger, context: active }: OpenInvocation,
    streamed: StreamObservation | undefined,
  ): Promise<unknown> => {
    const flush = (reason: FlushReason): Pending => ensureTelemetry().flush(invocation, reason);
    exitGuard.enter(invocation, () => context.with(active, () => flush('exit')));
    const guard = startDeadlineGuard(invocation.deadline, deadlineMarginMillis, () => flush('deadline'));
    let reason: FlushReason = 'end';
    try {
      const result = await handle(invocation);
      if (streamed) recordStream(span, trigger, await streamed.over);
      else recordResult(span, trigger, result);
      return result;
    } catch (error) {
      reason = 'error';
      if (streamed) recordStream(span, trigger, streamed.soFar());
      recordFailure(span, error, { details: captureErrors });
      throw error;
    } finally {
      guard.stop();
      endSpan(span);
      const flushing = flush(reason);
      if (flushing) await flushing;
      exitGuard.leave(invocation);
    }
  };

  // Asynchronous, so that whatever goes wrong rejects.
  const invoke = async (
    event: unknown,
    lambdaContext: LambdaContext | undefined,
    stream?: ResponseStream,
  ): Promise<unknown> => {
    const invocation = beginInvocation(event, lambdaContext, stream);
    const streamed = stream && observeResponseStream(stream);
    const opened = openInvocation(tracer, invocation);
    return context.with(opened.context, run, undefined, invocation, opened, streamed);
  };

  // Lambda's runtime calls the handler: what it passes is what it documents.
  return streaming
    ? (event, stream, lambdaContext) => invoke(event, lambdaContext as LambdaContext, stream as ResponseStream)
    : (event, lambdaContext) => invoke(event, lambdaContext as LambdaContext | undefined);
}
