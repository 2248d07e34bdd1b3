import { nonEmptyArrayOf, nullish, optional, recordOf } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { isoTime, literal, string, url } from '../../shape/scalars.js';

const MessageAttributes = recordOf(object({ Type: string, Value: string }));

const Notification = object({
  Subject: nullish(string),
  TopicArn: string,
  Type: literal('Notification'),
  MessageAttributes: optional(MessageAttributes),
  Message: string,
  MessageId: string,
  Signature: optional(string),
  SignatureVersion: optional(string),
  Timestamp: isoTime,
});

/** A notification as Lambda gets it from SNS. */
export const SnsNotificationSchema = extend(Notification, {
  UnsubscribeUrl: url,
  UnsubscribeURL: optional(url),
  SigningCertUrl: optional(url),
  SigningCertURL: optional(url),
});

/** A notification in the body of an SQS message: other names for the URLs. */
export const SnsSqsNotificationSchema = extend(Notification, {
  UnsubscribeURL: optional(string),
  SigningCertURL: optional(url),
});

export const SnsRecordSchema = object({
  EventSource: literal('aws:sns'),
  EventVersion: string,
  EventSubscriptionArn: string,
  Sns: SnsNotificationSchema,
});

/** A notification of an SNS topic: Lambda gets each in an event of its own. */
export const SnsSchema = object({ Records: nonEmptyArrayOf(SnsRecordSchema) });
