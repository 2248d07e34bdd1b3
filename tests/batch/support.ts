import type { DynamoDBRecord, KinesisStreamRecord, SqsRecord } from 'otel-powertools/batch/types';

export interface RecordOptions {
  readonly group?: string;
  readonly receiveCount?: number;
  readonly fifo?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly traceHeader?: string;
}

/** A message whose body says what its handler is to do. */
export function sqsRecord(id: string, body: string, options: RecordOptions = {}): SqsRecord {
  const { group, receiveCount = 1, fifo = group !== undefined, attributes = {}, traceHeader } = options;
  return {
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '1767225600000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1767225600000',
      ...(group !== undefined && { MessageGroupId: group, SequenceNumber: `sequence-${id}` }),
      ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:orders${fifo ? '.fifo' : ''}`,
    awsRegion: 'eu-west-1',
  };
}

export function kinesisRecord(id: string, body: string, partitionKey = 'key'): KinesisStreamRecord {
  return {
    awsRegion: 'eu-west-1',
    eventID: `shardId-000000000006:${id}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/role',
    kinesis: {
      approximateArrivalTimestamp: 1767225600,
      data: Buffer.from(body).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: id,
    },
  };
}

export function dynamodbRecord(id: string, body: string, key = id): DynamoDBRecord {
  return {
    awsRegion: 'eu-west-1',
    eventID: `event-${id}`,
    eventName: 'MODIFY',
    eventSource: 'aws:dynamodb',
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/carts/stream/2026-01-01T00:00:00.000',
    eventVersion: '1.1',
    dynamodb: {
      ApproximateCreationDateTime: 1767225600,
      Keys: { id: { S: key } },
      NewImage: { id: { S: key }, body: { S: body } },
      OldImage: { id: { S: key }, body: { S: 'before' } },
      SequenceNumber: id,
      SizeBytes: 42,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

/** The body that one of the above was made with. */
export function bodyOf(record: SqsRecord | KinesisStreamRecord | DynamoDBRecord): string {
  if ('body' in record) return record.body;
  if ('kinesis' in record) return Buffer.from(record.kinesis.data, 'base64').toString();
  return record.dynamodb?.NewImage?.body?.S ?? '';
}
