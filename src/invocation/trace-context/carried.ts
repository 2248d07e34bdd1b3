import { type Context, diag } from '@opentelemetry/api';
import { carrierOfClientContext } from '../../triggers/carriers/client-context.js';
import type { DetectedEvent } from '../../triggers/trigger.js';
import { type Carried, readCarrier } from './carried-context.js';

export interface CarriedByEvent {
  /** Whether the event is one request or record, whose context can be the parent. */
  readonly single: boolean;
  readonly found: readonly Carried[];
  /** What each record carries, by its index, as far as records were opened. */
  readonly byRecord: readonly (Carried | undefined)[];
}

// More links than this the SDK drops from a span (OTEL_SPAN_LINK_COUNT_LIMIT); no need to open more records.
const FOUND_LIMIT = 128;
const NOTHING: CarriedByEvent = { single: true, found: [], byRecord: [] };

/** Reads the trace contexts out of an event, whatever its source. An event that cannot be read carries none. */
export function carriedBy(event: DetectedEvent, clientContext: unknown, base: Context): CarriedByEvent {
  try {
    return read(event, clientContext, base);
  } catch (error) {
    diag.warn('otel-powertools: the trace context of the event could not be read and is ignored.', error);
    return NOTHING;
  }
}

function read({ shape, detected }: DetectedEvent, clientContext: unknown, base: Context): CarriedByEvent {
  const byCaller = clientContext === undefined ? undefined : readCarrier(carrierOfClientContext(clientContext), base);
  if (byCaller !== undefined) return { single: true, found: [byCaller], byRecord: [] };

  const carriers = shape && detected.source.carriers?.(shape);
  if (carriers === undefined) return NOTHING;
  const byRecord: (Carried | undefined)[] = [];
  const found: Carried[] = [];
  for (const carrier of carriers) {
    const carried = readCarrier(carrier, base);
    byRecord.push(carried);
    if (carried !== undefined && found.push(carried) === FOUND_LIMIT) break;
  }
  return { single: byRecord.length === 1, found, byRecord };
}
