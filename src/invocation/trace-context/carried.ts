import { type Context, diag, isSpanContextValid, propagation, type SpanContext, trace } from '@opentelemetry/api';
import { asObject } from '../../shared/unknown.js';
import { type Carrier, carrierGetter, isXRayName, traceHeaderOf } from '../../triggers/carriers/carrier.js';
import { carrierOfClientContext } from '../../triggers/carriers/invoke.js';
import { carrierExtractors } from '../../triggers/carriers/table.js';
import { detectSource, recordsOf } from '../../triggers/event-shape.js';
import { parseTraceHeader, type TraceHeader } from './trace-header.js';

/** The trace contexts that one request, message or payload carries. */
export interface Carried {
  /** Read by the propagators that are registered. */
  readonly propagated: SpanContext | undefined;
  readonly xray: TraceHeader | undefined;
  /** `base` with what the propagators found, baggage included. */
  readonly context: Context;
}

export interface CarriedByEvent {
  /** Whether the event is one request or record, whose context can be the parent. */
  readonly single: boolean;
  readonly found: readonly Carried[];
}

// More links than this the SDK drops from a span (OTEL_SPAN_LINK_COUNT_LIMIT); no need to open more records.
const FOUND_LIMIT = 128;
const NOTHING: CarriedByEvent = { single: true, found: [] };

/** Reads the trace contexts out of an event, whatever its source. An event that cannot be read carries none. */
export function carriedBy(event: unknown, clientContext: unknown, base: Context): CarriedByEvent {
  try {
    return read(event, clientContext, base);
  } catch (error) {
    diag.warn('otel-powertools: the trace context of the event could not be read and is ignored.', error);
    return NOTHING;
  }
}

function read(event: unknown, clientContext: unknown, base: Context): CarriedByEvent {
  const byCaller = clientContext === undefined ? undefined : readCarrier(carrierOfClientContext(clientContext), base);
  if (byCaller !== undefined) return { single: true, found: [byCaller] };

  const shape = asObject(event);
  const extract = shape && carrierExtractors[detectSource(event)];
  if (shape === undefined || extract === undefined) return NOTHING;

  let records = 0;
  const found: Carried[] = [];
  for (const carrier of extract(shape, recordsOf(event))) {
    records += 1;
    const carried = readCarrier(carrier, base);
    if (carried !== undefined && found.push(carried) === FOUND_LIMIT) break;
  }
  return { single: records === 1, found };
}

function readCarrier(carrier: Carrier | undefined, base: Context): Carried | undefined {
  if (carrier === undefined) return undefined;
  const context = isPropagated(carrier) ? propagation.extract(base, carrier, carrierGetter) : base;
  const propagated = trace.getSpanContext(context);
  const xray = parseTraceHeader(traceHeaderOf(carrier));
  const valid = propagated !== undefined && isSpanContextValid(propagated) ? propagated : undefined;
  return valid === undefined && xray === undefined && context === base
    ? undefined
    : { propagated: valid, xray, context };
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
