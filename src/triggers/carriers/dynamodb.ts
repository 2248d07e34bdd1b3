import { asObject, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier, CarrierExtractor } from './carrier.js';

/** DynamoDB streams have no headers: a writer puts the trace into attributes of the item. */
export function carrierOfItem(record: UnknownObject): Carrier | undefined {
  const fields = asObject(asObject(record.dynamodb)?.NewImage);
  return fields && { fields };
}

export const dynamodbCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) yield carrierOfItem(asObject(record) ?? {});
};
