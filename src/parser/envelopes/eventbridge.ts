import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { EventBridgeSchema } from '../schemas/records/eventbridge.js';

/** The detail of an event of an EventBridge bus. */
export const EventBridgeEnvelope: ObjectEnvelope = objectEnvelope({
  name: 'EventBridgeEnvelope',
  event: EventBridgeSchema,
  payload: 'detail',
  failed: 'Failed to parse EventBridge envelope',
});
