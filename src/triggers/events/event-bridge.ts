import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { processing, setText } from '../attributes.js';
import type { Carrier } from '../carriers/carrier.js';
import { carrierOfPayload } from '../carriers/payload.js';
import type { EventShape, EventSource } from '../event-source.js';
import { MESSAGING_SYSTEMS } from '../messaging-systems.js';

/** An event of an EventBridge bus. */
export const eventBridge: EventSource = {
  type: 'pubsub',
  matches: isBusEvent,
  describe: ({ event }) => {
    const attributes = processing(MESSAGING_SYSTEMS.eventBridge);
    setText(attributes, 'messaging.message.id', asText(event.id));
    setText(attributes, 'aws.eventbridge.source', asText(event.source));
    setText(attributes, 'aws.eventbridge.detail_type', asText(event['detail-type']));
    return { attributes };
  },
  carriers: ({ event }) => [carrierOfBusEvent(event)],
};

export function isBusEvent({ event }: EventShape): boolean {
  return event['detail-type'] !== undefined && asText(event.source) !== undefined;
}

/** EventBridge has no headers: a sender puts the trace into `detail`. */
export function carrierOfBusEvent(event: UnknownObject): Carrier {
  return carrierOfPayload(asObject(event.detail) ?? {});
}
