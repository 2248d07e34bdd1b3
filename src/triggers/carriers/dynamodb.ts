import { asObject } from '../../shared/unknown.js';
import type { CarrierExtractor } from './carrier.js';

/** DynamoDB streams have no headers: a writer puts the trace into attributes of the item. */
export const dynamodbCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) {
    const fields = asObject(asObject(asObject(record)?.dynamodb)?.NewImage);
    yield fields && { fields };
  }
};
