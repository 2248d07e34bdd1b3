import { type Context, diag } from '@opentelemetry/api';
import { asObject } from '../../shared/unknown.js';
import { carrierOfClientContext } from '../../triggers/carriers/invoke.js';
import { carrierExtractors } from '../../triggers/carriers/table.js';
import { detectSource, recordsOf } from '../../triggers/event-shape.js';
import { type Carried, readCarrier } from './carried-context.js';

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
