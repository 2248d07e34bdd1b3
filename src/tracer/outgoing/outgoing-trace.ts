import { type Context, propagation, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { invocationTraceHeader } from '../../invocation/trace-context/invocation-trace-header.js';
import { toXRayTraceId } from '../to-xray-trace-id.js';

/** The trace as a message or a request carries it on. */
export interface OutgoingTrace {
  /** The X-Ray trace header, as AWS services read it. */
  readonly header: string;
  /** What the registered propagators write but for X-Ray's header: `traceparent`, `tracestate`, `baggage`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether payloads may be given a member for the trace. */
  readonly intoPayloads: boolean;
}

/** The name of X-Ray's header on a request. */
export const TRACE_HEADER = 'X-Amzn-Trace-Id';

export function isTraceHeader(name: string): boolean {
  return name.toLowerCase() === TRACE_HEADER.toLowerCase();
}

/** Step Functions refuses a longer header, and cutting one would break it. */
const MAX_HEADER_CHARACTERS = 256;
/** A load balancer's own segment: nobody's but its. */
const OF_THE_CALLER = 'self';

/**
 * X-Ray's trace header for a span. Lambda's other fields go on unchanged, `Lineage` first: the detection of endless
 * loops counts on it.
 */
export function formatTraceHeader({ traceId, spanId, traceFlags }: SpanContext): string {
  const sampled = (traceFlags & TraceFlags.SAMPLED) === 0 ? '0' : '1';
  let header = `Root=${toXRayTraceId(traceId)};Parent=${spanId};Sampled=${sampled}`;
  const incoming = invocationTraceHeader();
  if (!incoming) return header;
  const passedOn = [...(incoming.lineage === undefined ? [] : [['Lineage', incoming.lineage]]), ...incoming.others];
  for (const [name = '', value] of passedOn) {
    const field = `;${name}=${value}`;
    if (name.toLowerCase() !== OF_THE_CALLER && header.length + field.length <= MAX_HEADER_CHARACTERS) header += field;
  }
  return header;
}

/** What `active` hands on to whom is called from a span. */
export function outgoingTrace(active: Context, span: SpanContext, intoPayloads: boolean): OutgoingTrace {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  return {
    header: formatTraceHeader(span),
    fields: Object.fromEntries(Object.entries(carrier).filter(([name, value]) => !isTraceHeader(name) && value !== '')),
    intoPayloads,
  };
}
