import { UnmarshallError, unmarshallItem } from '../shared/unmarshall.js';

/** An item, or one attribute value, that is not in DynamoDB's form. It names the type, never the value. */
export { UnmarshallError as UnmarshallDynamoDBAttributeError };

/**
 * The plain object that an item or image in DynamoDB's form stands for. Sets are `Set`s, an integer that only a bigint can
 * hold is one, and bytes stay as they are.
 *
 * @throws {UnmarshallDynamoDBAttributeError} it is not in DynamoDB's form.
 *
 * @example
 * unmarshallDynamoDB({ id: { S: 'A-1' }, total: { N: '12' } }); // { id: 'A-1', total: 12 }
 */
export function unmarshallDynamoDB(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return unmarshallItem(data);
}
