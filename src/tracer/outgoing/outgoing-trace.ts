import { type Context, context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import { keptTraceHeader } from '../../invocation/trace-context/invocation-trace-header.js';
import { undecidedHeader } from '../../invocation/trace-context/undecided.js';
import { isTracingSuppressed } from '../../shared/suppress-tracing.js';
import { ensureTracing, inInvocationTrace } from '../../telemetry/traces/traces.js';
import { decidedPart, xrayHeaderOf } from '../../telemetry/traces/xray-propagator.js';

/** The trace as a message or a request carries it on. */
export interface OutgoingTrace {
  /** The X-Ray trace header, as AWS services read it; undefined where none is to be sent. */
  readonly header: string | undefined;
  /** What the registered propagators write but for X-Ray's header: `traceparent`, `tracestate`, `baggage`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether payloads may be given a member for the trace. */
  readonly intoPayloads: boolean;
  /** Whether nobody has decided about the trace: then the header is no payload's business. */
  readonly isUndecided?: boolean;
}

/** The name of X-Ray's header on a request. */
export const TRACE_HEADER = 'X-Amzn-Trace-Id';

export function isTraceHeader(name: string): boolean {
  return name.toLowerCase() === TRACE_HEADER.toLowerCase();
}

/**
 * The context that a call is made in: that of the active span, else of Lambda's own trace. Undefined where a call is in no
 * trace: at module level it would begin one of its own, at every cold start.
 */
export function callContext(): Context | undefined {
  const active = context.active();
  if (isTracingSuppressed(active)) return undefined;
  const span = trace.getSpanContext(active);
  if (span && isSpanContextValid(span)) return active;
  // Nothing is set up for a call at module level: the options may come further down.
  if (keptTraceHeader().header === undefined || !ensureTracing().recording) return undefined;
  return inInvocationTrace(active);
}

/** X-Ray's header for a request to an AWS service; undefined where it is not ours to say. */
export function awsTraceHeader(active: Context): string | undefined {
  ensureTracing();
  return xrayHeaderOf(active, true);
}

/** What `active` hands on to whom is called from its span. */
export function outgoingTrace(active: Context, intoPayloads: boolean): OutgoingTrace {
  const carrier: Record<string, string> = {};
  const header = awsTraceHeader(active);
  propagation.inject(decidedPart(active), carrier);
  return {
    header,
    fields: Object.fromEntries(Object.entries(carrier).filter(([name, value]) => !isTraceHeader(name) && value !== '')),
    intoPayloads,
    isUndecided: undecidedHeader(active) !== undefined,
  };
}

/** Writes the headers that hand on the trace of `active`. */
export function injectTraceHeaders(active: Context, set: (name: string, value: string) => void): void {
  ensureTracing();
  propagation.inject(decidedPart(active), set, { set: (setter, name, value) => setter(name, value) });
}
