import { asObject, type PlainObject } from '../plain.js';
import type { Carrier, CarrierExtractor } from './carrier.js';
import { carrierOfPayload } from './payload.js';

/** EventBridge has no headers: a sender puts the trace into `detail`. */
export const carrierOfBusEvent = (event: PlainObject): Carrier => carrierOfPayload(asObject(event.detail) ?? {});

export const eventBridgeCarriers: CarrierExtractor = (event) => [carrierOfBusEvent(event)];
