import { diag, trace } from '@opentelemetry/api';
import type { Runner } from '../../invocation/adapters/runner.js';
import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import type { Utility } from '../../invocation/utility.js';
import type { Pending } from '../../shared/pending.js';
import { signalRunner } from '../../telemetry/signal-runner.js';
import { openInvocation } from '../../telemetry/traces/open-invocation.js';
import { ensureTracing } from '../../telemetry/traces/traces.js';

/** How a handler is captured. */
export interface CaptureLambdaHandlerOptions {
  /** Whether what the handler returns becomes metadata. Default true; `POWERTOOLS_TRACER_CAPTURE_RESPONSE=false` switches it off everywhere. */
  readonly captureResponse?: boolean | undefined;
}

/** What capturing a handler needs of a Tracer. */
export interface HandlerTracer {
  /** Whether anything is to be recorded. */
  isTracingEnabled(): boolean;
  /** Puts `ColdStart` on the span of the invocation. */
  annotateColdStart(): void;
  /** Puts `Service` on the span of the invocation. */
  addServiceNameAnnotation(): void;
  /** Keeps what the handler returned with the span, as `<methodName> response`. */
  addResponseAsMetadata(data?: unknown, methodName?: string): void;
  /** Marks the span of the invocation as failed, and records what the handler threw. */
  addErrorAsMetadata(error: Error): void;
}

/** What puts the cold start, the service and the response of an invocation on its span. */
export function captureUtility(
  tracer: HandlerTracer,
  { captureResponse = true }: CaptureLambdaHandlerOptions = {},
): Utility {
  return {
    name: 'tracer',
    async wrap(_invocation, next) {
      if (!tracer.isTracingEnabled()) return next();
      record(() => {
        tracer.annotateColdStart();
        tracer.addServiceNameAnnotation();
      });
      const response = await next();
      if (captureResponse) record(() => tracer.addResponseAsMetadata(response, handlerName()));
      return response;
    },
  };
}

/** Runs it in an invocation with a span of its own where there is none, and sends its spans. */
export function captureRunner(tracer: HandlerTracer): Runner {
  const runner = signalRunner(flushSpans, {
    open(run) {
      const active = trace.getSpan(run.active);
      // What `withPowertools` or an instrumentation has opened is annotated. A remote span is a parent, and cannot be.
      if (!active || active.spanContext().isRemote) openInvocation(run, `## ${handlerName()}`);
    },
    // What is thrown need not be an Error; what records it copes.
    recordFailure: (_span, error) => record(() => tracer.addErrorAsMetadata(error as Error)),
  });
  return { ...runner, isOff: () => !tracer.isTracingEnabled() };
}

/** The name of the handler's file and function, as configured: `index.handler`. */
function handlerName(): string {
  return process.env._HANDLER || 'handler';
}

function flushSpans(invocation: Invocation, reason: FlushReason): Pending {
  return ensureTracing().flush(invocation, reason);
}

function record(action: () => void): void {
  try {
    action();
  } catch (error) {
    diag.error('otel-powertools: the handler could not be recorded.', error);
  }
}
