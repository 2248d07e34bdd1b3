import { arrayOf, nonEmptyArrayOf, nullish, optional, recordOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { literal, string } from '../../shape/scalars.js';

/** `String`, `Number` or `Binary`, maybe with a label of the sender's: `Number.float`. */
export const SqsMsgAttributeDataTypeSchema = string;

export const SqsMsgAttributeSchema = object({
  stringValue: nullish(string),
  binaryValue: nullish(string),
  stringListValues: optional(arrayOf(string)),
  binaryListValues: optional(arrayOf(string)),
  dataType: SqsMsgAttributeDataTypeSchema,
});

export const SqsAttributesSchema = object({
  ApproximateReceiveCount: string,
  ApproximateFirstReceiveTimestamp: string,
  MessageDeduplicationId: optional(string),
  MessageGroupId: optional(string),
  SenderId: string,
  SentTimestamp: string,
  SequenceNumber: optional(string),
  AWSTraceHeader: optional(string),
  DeadLetterQueueSourceArn: optional(string),
});

/** A message of an SQS queue. */
export const SqsRecordSchema = object({
  messageId: string,
  receiptHandle: string,
  body: string,
  attributes: SqsAttributesSchema,
  messageAttributes: recordOf(SqsMsgAttributeSchema),
  md5OfBody: string,
  md5OfMessageAttributes: nullish(string),
  eventSource: literal('aws:sqs'),
  eventSourceARN: string,
  awsRegion: string,
});

/** A batch of messages of an SQS queue. */
export const SqsSchema = object({ Records: nonEmptyArrayOf(SqsRecordSchema) });
