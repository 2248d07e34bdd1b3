import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { lastPart, processing, setText } from '../attributes.js';
import { type Carrier, readField } from '../carriers/carrier.js';
import { carrierOfPayload, parseIfTraced } from '../carriers/payload.js';
import type { EventSource } from '../event-source.js';
import { carrierOfBusEvent } from '../events/event-bridge.js';
import { MESSAGING_SYSTEMS } from '../messaging-systems.js';
import { carrierOfNotification } from './sns.js';

/** Messages of an SQS queue. */
export const sqs: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => origin === 'aws:sqs',
  describe: ({ records, firstRecord }) => {
    const attributes = processing(MESSAGING_SYSTEMS.sqs, lastPart(firstRecord?.eventSourceARN, ':'), records.length);
    if (records.length === 1) setText(attributes, 'messaging.message.id', asText(firstRecord?.messageId));
    return { attributes };
  },
  *carriers({ records }) {
    for (const record of records) {
      const message = asObject(record);
      yield message && carrierOfMessage(message);
    }
  },
};

/** What a message carries: X-Ray's header, and its own attributes or those of what its body wraps. */
export function carrierOfMessage(message: UnknownObject): Carrier {
  return {
    fields: fieldsOfMessage(message),
    traceHeader: asText(asObject(message.attributes)?.AWSTraceHeader),
  };
}

/** The message's own attributes, else those of the SNS notification or EventBridge event that the body wraps. */
function fieldsOfMessage(message: UnknownObject): UnknownObject {
  const attributes = asObject(message.messageAttributes) ?? {};
  if (readField(attributes, 'traceparent') !== undefined) return attributes;
  const body = asText(message.body);
  const wrapped = body === undefined ? undefined : parseIfTraced(body);
  if (wrapped === undefined) return attributes;
  if (wrapped.Type === 'Notification') return carrierOfNotification(wrapped).fields;
  if (wrapped['detail-type'] !== undefined) return carrierOfBusEvent(wrapped).fields;
  return carrierOfPayload(wrapped).fields;
}
