import { asObject, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier, CarrierExtractor } from './carrier.js';
import { carrierOfPayload } from './payload.js';

/** EventBridge has no headers: a sender puts the trace into `detail`. */
export function carrierOfBusEvent(event: UnknownObject): Carrier {
  return carrierOfPayload(asObject(event.detail) ?? {});
}

export const eventBridgeCarriers: CarrierExtractor = (event) => [carrierOfBusEvent(event)];
