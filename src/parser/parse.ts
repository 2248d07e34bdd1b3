import type { StandardSchema } from '../shared/standard-schema.js';
import type { Envelope } from './envelope/envelope.js';
import { failure } from './failure.js';
import type { Parsed } from './options.js';
import type { ParsedResult, ParseOptions } from './result.js';
import { Reading } from './shape/schema.js';

/**
 * Takes the payload out of an event, decodes it, and gives what the schema makes of it. A failure is an event
 * `validation.failed` on the active span: paths and codes, never values.
 *
 * @param envelope what the payload is in, of `otel-powertools/parser/envelopes`; `undefined` where the schema is that of the data.
 * @param schema any Standard Schema that answers at once.
 * @param safeParse whether to give a result that says what is wrong, instead of throwing it. Default: false.
 * @throws {ParseError} the data is not as the envelope or the schema wants it, or the schema answers by a promise.
 * @example
 * ```ts
 * const orders = parse(event, SqsEnvelope, JSONStringified(orderSchema));
 * ```
 */
export function parse<TSchema extends StandardSchema, TEnvelope extends Envelope>(
  data: unknown,
  envelope: TEnvelope,
  schema: TSchema,
  safeParse?: false,
  options?: ParseOptions,
): Parsed<TSchema, TEnvelope>;
export function parse<TSchema extends StandardSchema, TEnvelope extends Envelope>(
  data: unknown,
  envelope: TEnvelope,
  schema: TSchema,
  safeParse: true,
  options?: ParseOptions,
): ParsedResult<unknown, Parsed<TSchema, TEnvelope>>;
export function parse<TSchema extends StandardSchema, TEnvelope extends Envelope>(
  data: unknown,
  envelope: TEnvelope,
  schema: TSchema,
  safeParse?: boolean,
  options?: ParseOptions,
): Parsed<TSchema, TEnvelope> | ParsedResult<unknown, Parsed<TSchema, TEnvelope>>;
export function parse(
  data: unknown,
  envelope: Envelope,
  schema: StandardSchema,
  safeParse = false,
  options?: ParseOptions,
): unknown {
  if (envelope) return safeParse ? envelope.safeParse(data, schema, options) : envelope.parse(data, schema, options);
  const reading = new Reading([], options?.maxDecompressedBytes);
  const output = reading.read(schema, data);
  if (reading.issues.length === 0) return safeParse ? { success: true, data: output } : output;
  const error = failure('Failed to parse schema', reading.issues);
  if (safeParse) return { success: false, error, originalEvent: data };
  throw error;
}
