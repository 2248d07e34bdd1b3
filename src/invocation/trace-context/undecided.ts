import { type Context, createContextKey, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import type { KeptHeader } from './invocation-trace-header.js';
import type { TraceHeader } from './trace-header.js';

/** A trace about which nobody has decided, and what Lambda has said of it. */
interface Undecided {
  readonly traceId: string;
  readonly text: string;
}

const UNDECIDED = createContextKey('otel-powertools.undecided');

/**
 * `base` in the trace of a header that leaves open whether it is recorded, as where active tracing is off. An
 * OpenTelemetry parent is sampled or not: this one is not, so that nothing is recorded, and whoever hands the trace on
 * learns from the context that nobody has decided so.
 */
export function withUndecidedTrace(base: Context, header: TraceHeader, { text = '' }: KeptHeader): Context {
  const undecided: Undecided = { traceId: header.traceId, text };
  return trace.setSpanContext(base, unsampled(header)).setValue(UNDECIDED, undecided);
}

/** X-Ray's header to hand on as it is, where nobody has decided about the trace of `active`. */
export function undecidedHeader(active: Context): string | undefined {
  const undecided = active.getValue(UNDECIDED) as Undecided | undefined;
  if (!undecided) return undefined;
  const span = trace.getSpanContext(active);
  return !span || span.traceId === undecided.traceId ? undecided.text : undefined;
}

/** Whether the trace of `active` is not to be handed on as decided: a sampler of the user's may have said yes. */
export function isUndecided(active: Context): boolean {
  if (undecidedHeader(active) === undefined) return false;
  const span = trace.getSpanContext(active);
  return !span || (span.traceFlags & TraceFlags.SAMPLED) === 0;
}

/** Keeps Lambda's trace id (logs show it) where nothing is recorded; the span id stands for no span if there is no Parent. */
function unsampled(header: TraceHeader): SpanContext {
  return {
    traceId: header.traceId,
    spanId: header.parent ?? nobody(header.traceId),
    traceFlags: TraceFlags.NONE,
    isRemote: true,
  };
}

function nobody(traceId: string): string {
  const digits = traceId.slice(16);
  return /^0+$/.test(digits) ? '0000000000000001' : digits;
}
