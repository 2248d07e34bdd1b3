import { type Context, context, diag, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import {
  contextWithInvocation,
  deadlineOf,
  detectTrigger,
  type FlushReason,
  Invocation,
  invocationOf,
  type LambdaContext,
  recordResult,
  resolveParent,
  startDeadlineGuard,
  startInvocationSpan,
  takeColdStart,
} from '../invocation/index.js';
import { asObject } from '../invocation/plain.js';
import { withinBudget } from '../telemetry/budget.js';
import { settings } from '../telemetry/settings.js';
import { ensureTracing } from '../telemetry/traces.js';
import { VERSION } from '../version.js';

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
export const handlerName = (): string => process.env._HANDLER || 'handler';

/** Lambda's context among the arguments after the event: the second, or the third of a handler that streams. */
export const lambdaContextAmong = (args: readonly unknown[]): LambdaContext | undefined =>
  // Lambda's runtime passes it; tests pass what they like.
  args.find((argument) => asObject(argument)?.awsRequestId !== undefined) as LambdaContext | undefined;

/**
 * The context to begin in. A process that runs one invocation after the other may go on in the context that the last one
 * has left behind: what belongs to another invocation counts for nothing.
 */
const baseContext = (lambdaContext: LambdaContext | undefined): Context => {
  const active = context.active();
  const invocation = invocationOf(active);
  return invocation && lambdaContext && invocation.lambdaContext !== lambdaContext ? ROOT_CONTEXT : active;
};

const notOurs = (active: Context): HandlerSpan => ({
  context: active,
  own: false,
  respond: () => {},
  end: async () => {},
});

/** The span that is active already, or else a new one for this invocation, under the parent that Lambda or the event names. */
export const openHandlerSpan = (event: unknown, lambdaContext: LambdaContext | undefined): HandlerSpan => {
  const base = baseContext(lambdaContext);
  const active = trace.getSpan(base);
  try {
    // A remote span is a parent, and nothing that could be annotated.
    return active && !active.spanContext().isRemote ? notOurs(base) : open(event, lambdaContext, base);
  } catch (error) {
    diag.error('otel-powertools: the span of the handler could not be started; it runs without one.', error);
    return notOurs(base);
  }
};

const open = (event: unknown, lambdaContext: LambdaContext | undefined, base: Context): HandlerSpan => {
  const signal = ensureTracing();
  const { service, parent: policy, deadlineMarginMillis, flushTimeoutMillis } = settings();
  const invocation =
    invocationOf(base) ??
    new Invocation({ event, lambdaContext, coldStart: takeColdStart(), deadline: deadlineOf(lambdaContext) });
  const trigger = detectTrigger(event);
  const xrayExported = signal.exportsToXRay;
  const decision = context.with(base, () => resolveParent({ event, lambdaContext, policy, xrayExported }));
  const parent = { ...decision, context: contextWithInvocation(decision.context, invocation) };
  const span: Span = startInvocationSpan({
    tracer: trace.getTracer('otel-powertools', VERSION),
    invocation,
    trigger,
    parent,
    service,
    settings: { name: `## ${handlerName()}` },
  });
  const active = trace.setSpan(parent.context, span);

  const handOver = async (reason: FlushReason): Promise<void> => {
    await invocation.notifyFlush(reason);
    await signal.flush(invocation, reason);
  };
  const flush = async (reason: FlushReason): Promise<void> => {
    try {
      const pending = context.with(active, handOver, undefined, reason);
      if ((await withinBudget(pending, flushTimeoutMillis)) !== 'done')
        diag.warn(`otel-powertools: the spans were not handed over within ${flushTimeoutMillis} ms; they may be late.`);
    } catch (error) {
      diag.error('otel-powertools: the spans could not be handed over.', error);
    }
  };
  const guard = startDeadlineGuard(invocation.deadline, deadlineMarginMillis, () => void flush('deadline'));
  return {
    context: active,
    own: true,
    respond: (response) => recordResult(span, trigger, response),
    async end(reason) {
      guard.stop();
      span.end();
      await flush(reason);
    },
  };
};
