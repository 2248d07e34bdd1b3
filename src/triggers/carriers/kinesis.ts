import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier, CarrierExtractor } from './carrier.js';
import { carrierOfPayload, parseIfTraced } from './payload.js';

/** Kinesis has no headers: a sender puts the trace into the JSON of the record. */
export function carrierOfKinesisRecord(record: UnknownObject): Carrier | undefined {
  const data = asText(asObject(record.kinesis)?.data);
  const payload = data === undefined ? undefined : parseIfTraced(Buffer.from(data, 'base64').toString());
  return payload && carrierOfPayload(payload);
}

export const kinesisCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) yield carrierOfKinesisRecord(asObject(record) ?? {});
};
