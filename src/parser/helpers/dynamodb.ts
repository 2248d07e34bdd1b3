import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import { UnmarshallError, unmarshallItem } from '../../shared/unmarshall.js';
import { piped, transformed } from '../shape/containers.js';
import { present } from '../shape/scalars.js';
import type { Reading, Schema } from '../shape/schema.js';

/**
 * The item in DynamoDB's form, `{ id: { S: '1' } }`, as `schema` gives it: for the images of a stream.
 *
 * @example
 * ```ts
 * const Order = DynamoDBStreamChangeRecordBase.extend({ NewImage: DynamoDBMarshalled(orderSchema) });
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function DynamoDBMarshalled<TSchema extends StandardSchema>(schema: TSchema): Schema<InferOutput<TSchema>> {
  return piped(transformed(present, readItem), schema);
}

/** The plain object that `item` stands for, or an issue where it stands for none. */
export function readItem(item: unknown, reading: Reading): Record<string, unknown> | undefined {
  try {
    return unmarshallItem(item);
  } catch (error) {
    if (!(error instanceof UnmarshallError)) throw error;
    return reading.fail('invalid_item', `Could not unmarshall DynamoDB stream record: ${error.message}`);
  }
}
