import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import { piped, transformed } from '../shape/containers.js';
import { readBase64, readJson } from '../shape/decoded.js';
import { string } from '../shape/scalars.js';
import type { Schema } from '../shape/schema.js';

export { arrayOf, nullable, optional, recordOf, union } from '../shape/containers.js';
export { type ObjectSchema, object } from '../shape/object.js';
export type { Schema } from '../shape/schema.js';

/**
 * The value in a text of JSON, as `schema` gives it: for the body of a message or a request.
 *
 * @example
 * ```ts
 * const orders = parse(event, SqsEnvelope, JSONStringified(orderSchema));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function JSONStringified<TSchema extends StandardSchema>(schema: TSchema): Schema<InferOutput<TSchema>> {
  return piped(transformed(string, readJson), schema);
}

/**
 * The value in a text of base64, as `schema` gives it: JSON where it is that, else text; decompressed first where it is
 * gzip, up to the limit of `maxDecompressedBytes` (10 MB).
 *
 * @example
 * ```ts
 * const Measured = KinesisDataStreamRecordPayload.extend({ data: Base64Encoded(measurementSchema) });
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function Base64Encoded<TSchema extends StandardSchema>(schema: TSchema): Schema<InferOutput<TSchema>> {
  return piped(transformed(string, readBase64), schema);
}
