import { type Message, md5, md5OfAttributes } from './message.js';
import type { Queue } from './queue.js';
import { systemAttributesOf } from './sqs-actions.js';

/** A message as Lambda gives it to a function. */
export type SqsRecord = Readonly<Record<string, unknown>> & { readonly messageId: string; readonly body: string };

export function recordOfMessage(message: Message, { arn }: Queue, region: string): SqsRecord {
  const digest = md5OfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.handle ?? '',
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: md5(message.body),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  };
}
