import { asObject, type PlainObject, parseObject } from '../plain.js';
import { type Carrier, readField } from './carrier.js';

const MENTIONS_TRACE = /traceparent|x-amzn-trace-id|_x_amzn_trace_id|traceheader/i;
const NESTED = ['_otel', 'headers', 'metadata', 'traceContext'];

/** The fields of a JSON payload that carry a trace: its own, or those of an envelope part senders commonly use. */
export const carrierOfPayload = (payload: PlainObject): Carrier => {
  if (readField(payload, 'traceparent') !== undefined) return { fields: payload };
  for (const name of NESTED) {
    const part = asObject(payload[name]);
    if (part !== undefined && carries(part)) return { fields: part };
  }
  return { fields: payload };
};

const carries = (fields: PlainObject): boolean => Object.keys(fields).some((name) => MENTIONS_TRACE.test(name));

/** The object in `text`, parsed only when there is a trace to be found in it: most bodies are left alone. */
export const parseIfTraced = (text: string): PlainObject | undefined =>
  MENTIONS_TRACE.test(text) ? parseObject(text) : undefined;
