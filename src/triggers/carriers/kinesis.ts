import { asObject, asText } from '../../shared/unknown.js';
import type { CarrierExtractor } from './carrier.js';
import { carrierOfPayload, parseIfTraced } from './payload.js';

/** Kinesis has no headers: a sender puts the trace into the JSON of the record. */
export const kinesisCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) {
    const data = asText(asObject(asObject(record)?.kinesis)?.data);
    const payload = data === undefined ? undefined : parseIfTraced(Buffer.from(data, 'base64').toString());
    yield payload && carrierOfPayload(payload);
  }
};
