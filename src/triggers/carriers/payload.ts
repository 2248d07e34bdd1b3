import { asObject, parseObject, type UnknownObject } from '../../shared/unknown.js';
import { type Carrier, readField } from './carrier.js';

const MENTIONS_TRACE = /traceparent|x-amzn-trace-id|_x_amzn_trace_id|traceheader/i;
const NESTED = ['_otel', 'headers', 'metadata', 'traceContext'];

/** The fields of a JSON payload that carry a trace: its own, or those of an envelope part senders commonly use. */
export function carrierOfPayload(payload: UnknownObject): Carrier {
  if (readField(payload, 'traceparent') !== undefined) return { fields: payload };
  for (const name of NESTED) {
    const part = asObject(payload[name]);
    if (part !== undefined && carries(part)) return { fields: part };
  }
  return { fields: payload };
}

/** The object in `text`, parsed only when there is a trace to be found in it: most bodies are left alone. */
export function parseIfTraced(text: string): UnknownObject | undefined {
  return MENTIONS_TRACE.test(text) ? parseObject(text) : undefined;
}

function carries(fields: UnknownObject): boolean {
  return Object.keys(fields).some((name) => MENTIONS_TRACE.test(name));
}
