import { type Context, context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { beginInvocation } from '../../invocation/begin-invocation.js';
import { startDeadlineGuard } from '../../invocation/deadline-guard.js';
import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import { isLambdaContext, type LambdaContext } from '../../invocation/lambda-context.js';
import { invocationOf, processInvocation } from '../../invocation/scope.js';
import { recordResult } from '../../invocation/span/invocation-span.js';
import type { Pending } from '../../shared/pending.js';
import { type ExitGuard, ensureExitGuard } from '../../telemetry/exit-guard.js';
import { flushInvocation } from '../../telemetry/flush.js';
import { settings } from '../../telemetry/settings/settings.js';
import { endSpan } from '../../telemetry/traces/end-span.js';
import { openInvocation } from '../../telemetry/traces/open-invocation.js';
import type { TraceSignal } from '../../telemetry/traces/trace-signal.js';
import { ensureTracing } from '../../telemetry/traces/traces.js';
import { VERSION } from '../../version.js';

/** The span of one invocation of a handler. */
export interface HandlerSpan {
  /** The context in which the span is the active one. */
  readonly context: Context;
  /** False where the span is somebody else's: `withPowertools` or an instrumentation has opened it, and will end it. */
  readonly own: boolean;
  /** Records what the handler answered. */
  respond(response: unknown): void;
  /** Ends the span and hands it over. Does nothing to a span that is somebody else's. */
  end(reason: FlushReason): Promise<void>;
}

/** The name of the handler's file and function, as configured: `index.handler`. */
export function handlerName(): string {
  return process.env._HANDLER || 'handler';
}

/** Lambda's context among the arguments after the event: the second, or the third of a handler that streams. */
export function lambdaContextAmong(args: readonly unknown[]): LambdaContext | undefined {
  return args.find(isLambdaContext);
}

/** The span that is active already, or else a new one for this invocation, under the parent that Lambda or the event names. */
export function openHandlerSpan(event: unknown, lambdaContext: LambdaContext | undefined): HandlerSpan {
  const base = baseContext(lambdaContext);
  const active = trace.getSpan(base);
  try {
    // A remote span is a parent, and nothing that could be annotated.
    return active && !active.spanContext().isRemote ? notOurs(base) : open(event, lambdaContext, base);
  } catch (error) {
    diag.error('otel-powertools: the span of the handler could not be started; it runs without one.', error);
    return notOurs(base);
  }
}

/**
 * The context to begin in. A process that runs one invocation after the other may go on in the context that the last one
 * has left behind: what belongs to another invocation counts for nothing.
 */
function baseContext(lambdaContext: LambdaContext | undefined): Context {
  const active = context.active();
  const invocation = invocationOf(active);
  return invocation && lambdaContext && invocation.lambdaContext !== lambdaContext ? ROOT_CONTEXT : active;
}

function notOurs(active: Context): HandlerSpan {
  return {
    context: active,
    own: false,
    respond: () => {},
    end: async () => {},
  };
}

/** Spans only: whoever does nothing but trace gets no metrics or logs set up. */
function flushSpans(signal: TraceSignal, invocation: Invocation, reason: FlushReason): Pending {
  return flushInvocation(invocation, reason, signal);
}

function exitGuard(signal: TraceSignal): ExitGuard {
  const guard = ensureExitGuard();
  const whole = processInvocation();
  // `withPowertools` has entered it with a flush of everything, if it is there.
  if (!guard.has(whole)) guard.enter(whole, () => flushSpans(signal, whole, 'exit'));
  return guard;
}

function open(event: unknown, lambdaContext: LambdaContext | undefined, base: Context): HandlerSpan {
  const signal = ensureTracing();
  const invocation = invocationOf(base) ?? beginInvocation(event, lambdaContext);
  const tracer = trace.getTracer('otel-powertools', VERSION);
  const name = `## ${handlerName()}`;
  const { span, trigger, context: active } = context.with(base, openInvocation, undefined, tracer, invocation, name);

  const flush = (reason: FlushReason): Pending => context.with(active, () => flushSpans(signal, invocation, reason));
  const guard = exitGuard(signal);
  guard.enter(invocation, () => flush('exit'));
  const { deadlineMarginMillis } = settings();
  const deadline = startDeadlineGuard(invocation.deadline, deadlineMarginMillis, () => void flush('deadline'));
  return {
    context: active,
    own: true,
    respond: (response) => recordResult(span, trigger, response),
    async end(reason) {
      deadline.stop();
      endSpan(span);
      await flush(reason);
      guard.leave(invocation);
    },
  };
}
