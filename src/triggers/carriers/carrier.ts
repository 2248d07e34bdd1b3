import type { TextMapGetter } from '@opentelemetry/api';
import { asArray, asObject, asText, type UnknownObject } from '../../shared/unknown.js';

// More than any sender repeats a field; a list from outside may claim to have any length.
const MAX_VALUES = 1000;
const MAX_BYTES = 64 * 1024;

/** What one request, message or payload carries of the trace it belongs to. */
export interface Carrier {
  /** Headers, message attributes or fields by name; a value may be wrapped the way its source wraps it. */
  readonly fields: UnknownObject;
  /** The X-Ray trace header, where it has a place of its own. */
  readonly traceHeader?: string | undefined;
}

const X_RAY_NAMES: ReadonlySet<string> = new Set([
  'x-amzn-trace-id',
  '_x_amzn_trace_id',
  'traceheader',
  'awstraceheader',
]);

/** Reads a field whatever the letter case of its name: API Gateway v1 passes header names on as the client wrote them. */
export function readField(fields: UnknownObject, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return textOf(fields[name]);
  for (const key of Object.keys(fields)) {
    if (key.length === name.length && key.toLowerCase() === name) return textOf(fields[key]);
  }
  return undefined;
}

export function traceHeaderOf(carrier: Carrier): string | undefined {
  if (carrier.traceHeader !== undefined) return carrier.traceHeader;
  const name = Object.keys(carrier.fields).find(isXRayName);
  return name === undefined ? undefined : textOf(carrier.fields[name]);
}

/**
 * Gives propagators everything but X-Ray's header: that one is read apart, because which of the two wins depends on
 * where the spans go.
 */
export const carrierGetter: TextMapGetter<Carrier> = {
  get: (carrier, name) => (isXRayName(name) ? undefined : readField(carrier.fields, name.toLowerCase())),
  keys: (carrier) => Object.keys(carrier.fields),
};

/** Whether a field of this name holds X-Ray's header. By length first: most fields are told apart by theirs. */
export function isXRayName(name: string): boolean {
  return name.length >= 11 && name.length <= 16 && X_RAY_NAMES.has(name.toLowerCase());
}

/** A carrier whose values are bytes, as lists of numbers or `{ bytes }`. */
export function carrierOfBytes(headers: UnknownObject): Carrier {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) fields[name] = textOfBytes(value);
  return { fields };
}

function textOfBytes(value: unknown): unknown {
  const bytes = asArray(value) ?? asArray(asObject(value)?.bytes);
  // Java's bytes are signed.
  return bytes === undefined
    ? value
    : Buffer.from(bytes.slice(0, MAX_BYTES).map((byte) => Number(byte) & 0xff)).toString();
}

/** SQS wraps a value as `{ stringValue }`, SNS as `{ Value }`, DynamoDB as `{ S }`; headers may be repeated. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return asText(value);
  const values = asArray(value);
  // A header sent twice is one header for who reads it, unless the values differ: then W3C says to restart the trace.
  if (values)
    return asText([...new Set(values.slice(0, MAX_VALUES).filter((item) => typeof item === 'string'))].join(','));
  const wrapped = asObject(value);
  return wrapped && asText(wrapped.stringValue ?? wrapped.StringValue ?? wrapped.Value ?? wrapped.S);
}
