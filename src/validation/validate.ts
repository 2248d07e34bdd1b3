import { JMESPathTypeError, search } from '../jmespath/index.js';
import { compileSchema } from './compile.js';
import type { FromSchema } from './from-schema.js';
import type { JsonSchema, SchemaOptions } from './options.js';
import { type Direction, reportEnvelopeFailure, reportFailure } from './report.js';

export interface ValidateParams<S extends JsonSchema = JsonSchema> extends SchemaOptions {
  /** The data to validate. */
  readonly payload: unknown;
  /** The JSON Schema, kept in a constant: it is compiled once for each object. */
  readonly schema: S;
  /**
   * A JMESPath expression for the part of the payload to validate and return, for example a constant of
   * `otel-powertools/jmespath/envelopes`. Default: the whole payload.
   */
  readonly envelope?: string | undefined;
}

/** The type given by the caller, or else the one that follows from the schema. */
export type Validated<T, S> = [T] extends [never] ? FromSchema<S> : T;

/**
 * Validates a payload, or the part of it in `envelope`, against a JSON Schema and returns it. The schema is compiled at
 * its first use; keep it in a constant. A failure is an event `validation.failed` on the active span.
 *
 * @throws {SchemaValidationError} the payload does not match.
 * @throws {SchemaCompilationError} the schema, a format or a reference is wrong.
 * @throws {JMESPathError} the envelope is not well formed.
 * @example
 * ```ts
 * const order = validate({ payload: event, schema: orderSchema, envelope: API_GATEWAY_HTTP });
 * ```
 */
export function validate<T = never, const S extends JsonSchema = JsonSchema>(
  params: ValidateParams<S>,
): Validated<T, S> {
  // Ajv has just said that the data is what the schema (or the caller, for T) says.
  return check(params.payload, params.schema, params) as Validated<T, S>;
}

/** How one payload is checked. */
interface CheckOptions extends SchemaOptions {
  readonly envelope?: string | undefined;
  /** What the error and the span event name. */
  readonly direction?: Direction;
}

/** Validates a payload, or the part of it in the envelope, and returns what was validated. */
export function check(payload: unknown, schema: JsonSchema, options: CheckOptions): unknown {
  const isValid = compileSchema(schema, options);
  const { envelope, direction } = options;
  const data = envelope?.trim() ? select(envelope, payload, direction) : payload;
  if (!isValid(data)) throw reportFailure(isValid.errors ?? [], data, schema, options);
  return data;
}

function select(envelope: string, payload: unknown, direction: Direction): unknown {
  try {
    return search(envelope, payload);
  } catch (error) {
    // The payload has another type where the envelope looks. Any other error is one of the expression.
    throw error instanceof JMESPathTypeError ? reportEnvelopeFailure(error, direction) : error;
  }
}
