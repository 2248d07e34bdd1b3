import { fromBase64 } from '../../shared/decode.js';
import { defineSchema, type Reading, type Schema } from './schema.js';

export const string: Schema<string> = scalar((value) => typeof value === 'string', 'a string');
export const number: Schema<number> = scalar(
  (value) => typeof value === 'number' && Number.isFinite(value),
  'a number',
);
export const positive: Schema<number> = scalar(
  (value) => Number.isFinite(value) && Number(value) > 0,
  'a number above 0',
);
export const boolean: Schema<boolean> = scalar((value) => typeof value === 'boolean', 'a boolean');
export const nothing: Schema<null> = scalar((value) => value === null, 'null');
/** Any value, but there has to be one. */
export const present: Schema<unknown> = scalar((value) => value !== undefined, 'a value');
/** Any value, or none. */
export const anything: Schema<unknown> = defineSchema((value) => value);

/** A time as AWS writes it: ISO 8601 in UTC, `2026-11-30T10:00:00Z`. */
export const isoTime: Schema<string> = scalar(isIsoTime, 'an ISO 8601 time in UTC');
export const url: Schema<string> = scalar((value) => typeof value === 'string' && URL.canParse(value), 'a URL');
export const ipv4: Schema<string> = scalar((value) => ipVersion(value) === 4, 'an IPv4 address');
export const ip: Schema<string> = scalar((value) => ipVersion(value) !== 0, 'an IP address');
export const base64: Schema<string> = scalar(isBase64, 'base64');

/** One of some texts or booleans. */
/* @__NO_SIDE_EFFECTS__ */
export function literal<const TValues extends readonly (string | boolean)[]>(
  ...values: TValues
): Schema<TValues[number]> {
  return scalar(
    (value) => values.some((one) => one === value),
    values.map((one) => JSON.stringify(one)).join(' or '),
    'invalid_value',
  );
}

/** Says what was expected and of which type it is; the value itself is not for telling. */
export function unexpected(reading: Reading, expected: string, value: unknown, code = 'invalid_type'): undefined {
  reading.fail(code, `expected ${expected}, received ${typeName(value)}`);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?Z$/;

function isIsoTime(value: unknown): boolean {
  if (typeof value !== 'string' || !ISO_TIME.test(value)) return false;
  const time = new Date(value);
  // What is no day of its month is one of the next month.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && fromBase64(value) !== undefined;
}

function ipVersion(value: unknown): number {
  return typeof value === 'string' ? process.getBuiltinModule('node:net').isIP(value) : 0;
}

/* @__NO_SIDE_EFFECTS__ */
function scalar<TOutput>(test: (value: unknown) => boolean, name: string, code = 'invalid_type'): Schema<TOutput> {
  return defineSchema((value, reading) => (test(value) ? value : unexpected(reading, name, value, code)));
}
