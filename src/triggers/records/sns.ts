import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { lastPart, processing, setText } from '../attributes.js';
import type { Carrier } from '../carriers/carrier.js';
import { carrierOfPayload, parseIfTraced } from '../carriers/payload.js';
import type { EventSource } from '../event-source.js';
import { MESSAGING_SYSTEMS } from '../messaging-systems.js';

/** A notification of an SNS topic: Lambda gets each in an event of its own. */
export const sns: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => origin === 'aws:sns',
  describe: ({ firstRecord }) => {
    const notification = asObject(firstRecord?.Sns);
    const topicArn = asText(notification?.TopicArn);
    const attributes = processing(MESSAGING_SYSTEMS.sns, lastPart(topicArn, ':'));
    setText(attributes, 'aws.sns.topic.arn', topicArn);
    setText(attributes, 'messaging.message.id', asText(notification?.MessageId));
    return { attributes };
  },
  *carriers({ records }) {
    for (const record of records) {
      const notification = asObject(asObject(record)?.Sns);
      yield notification && carrierOfNotification(notification);
    }
  },
};

/** A notification as Lambda gets it (`MessageAttributes`), also the body of an SQS message that wraps one. */
export function carrierOfNotification(notification: UnknownObject): Carrier {
  const attributes = asObject(notification.MessageAttributes);
  if (attributes !== undefined) return { fields: attributes };
  const message = asText(notification.Message);
  const payload = message === undefined ? undefined : parseIfTraced(message);
  return payload === undefined ? { fields: {} } : carrierOfPayload(payload);
}
