import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { type Carrier, type CarrierExtractor, readField } from './carrier.js';
import { carrierOfBusEvent } from './eventbridge.js';
import { carrierOfPayload, parseIfTraced } from './payload.js';
import { carrierOfNotification } from './sns.js';

export const sqsCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) {
    const message = asObject(record);
    yield message && carrierOfMessage(message);
  }
};

/** The message's own attributes, else those of the SNS notification or EventBridge event that the body wraps. */
function fieldsOfMessage(record: UnknownObject): UnknownObject {
  const attributes = asObject(record.messageAttributes) ?? {};
  if (readField(attributes, 'traceparent') !== undefined) return attributes;
  const body = asText(record.body);
  const wrapped = body === undefined ? undefined : parseIfTraced(body);
  if (wrapped === undefined) return attributes;
  if (wrapped.Type === 'Notification') return carrierOfNotification(wrapped).fields;
  if (wrapped['detail-type'] !== undefined) return carrierOfBusEvent(wrapped).fields;
  return carrierOfPayload(wrapped).fields;
}

export function carrierOfMessage(record: UnknownObject): Carrier {
  return {
    fields: fieldsOfMessage(record),
    traceHeader: asText(asObject(record.attributes)?.AWSTraceHeader),
  };
}
