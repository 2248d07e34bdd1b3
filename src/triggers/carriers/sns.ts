import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier, CarrierExtractor } from './carrier.js';
import { carrierOfPayload, parseIfTraced } from './payload.js';

/** A notification as Lambda gets it (`MessageAttributes`), also the body of an SQS message that wraps one. */
export function carrierOfNotification(notification: UnknownObject): Carrier {
  const attributes = asObject(notification.MessageAttributes);
  if (attributes !== undefined) return { fields: attributes };
  const message = asText(notification.Message);
  const payload = message === undefined ? undefined : parseIfTraced(message);
  return payload === undefined ? { fields: {} } : carrierOfPayload(payload);
}

export const snsCarriers: CarrierExtractor = function* (_event, records) {
  for (const record of records) {
    const notification = asObject(asObject(record)?.Sns);
    yield notification && carrierOfNotification(notification);
  }
};
