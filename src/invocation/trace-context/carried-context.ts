import {
  type Context,
  isSpanContextValid,
  type Link,
  propagation,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Carrier, carrierGetter, isXRayName, traceHeaderOf } from '../../triggers/carriers/carrier.js';
import { createSlot } from '../invocation.js';
import { parseTraceHeader, type TraceHeader } from './trace-header.js';

/** The trace contexts that one request, message or payload carries. */
export interface Carried {
  /** Read by the propagators that are registered. */
  readonly propagated: SpanContext | undefined;
  readonly xray: TraceHeader | undefined;
  /** `base` with what the propagators found, baggage included. */
  readonly context: Context;
}

interface CarriedByRecords {
  records: unknown;
  carried: readonly (Carried | undefined)[];
}

/** What the records of an invocation's event carry, as it was read when the invocation began: nobody reads it twice. */
export const carriedSlot = createSlot<CarriedByRecords>('carried', () => ({ records: undefined, carried: [] }));

/** What one carrier carries, if anything. May throw on an exotic object; its callers catch. */
export function readCarrier(carrier: Carrier | undefined, base: Context): Carried | undefined {
  if (carrier === undefined) return undefined;
  const context = isPropagated(carrier) ? propagation.extract(base, carrier, carrierGetter) : base;
  const propagated = trace.getSpanContext(context);
  const xray = parseTraceHeader(traceHeaderOf(carrier));
  const valid = propagated !== undefined && isSpanContextValid(propagated) ? propagated : undefined;
  return valid === undefined && xray === undefined && context === base
    ? undefined
    : { propagated: valid, xray, context };
}

/** The span that an X-Ray trace header names. */
export function spanContextOf(header: TraceHeader | undefined): SpanContext | undefined {
  return header?.parent === undefined
    ? undefined
    : {
        traceId: header.traceId,
        spanId: header.parent,
        traceFlags: header.sampled === true ? TraceFlags.SAMPLED : TraceFlags.NONE,
        isRemote: true,
      };
}

/** Links to the producer of what carried this. `lambda` is the span that Lambda's own header names, which is none. */
export function linksToProducer({ propagated, xray }: Carried, lambda: string | undefined): Link[] {
  const links: Link[] = [];
  // The X-Ray Lambda propagator answers with Lambda's own header whatever it is asked about.
  if (propagated && propagated.spanId !== lambda) links.push({ context: propagated });
  const bySegment = spanContextOf(xray);
  if (bySegment && bySegment.spanId !== propagated?.spanId) links.push({ context: bySegment });
  return links;
}

let lastFields = '';
let lastPattern = /^/;

/**
 * Whether any field of the carrier is one of the registered propagators. Most requests have none, and to ask each
 * propagator for each of its fields, in any letter case, takes far longer than one look at all names.
 */
function isPropagated({ fields }: Carrier): boolean {
  const wanted = propagation.fields().join('|');
  if (wanted !== lastFields) {
    lastFields = wanted;
    const names = propagation.fields().filter((name) => !isXRayName(name));
    const escaped = names.map((name) => name.replace(/[^\w-]/g, '\\$&'));
    // Without names to look for, each has to be asked.
    lastPattern = names.length > 0 ? new RegExp(`(?:^|\n)(?:${escaped.join('|')})(?:\n|$)`, 'i') : /^/;
  }
  return lastPattern.test(Object.keys(fields).join('\n'));
}
