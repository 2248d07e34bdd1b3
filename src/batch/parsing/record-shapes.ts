import type { StandardSchemaIssue } from '../../shared/standard-schema.js';
import { asObject, type UnknownObject } from '../../shared/unknown.js';
import type { EventTypeName } from '../event-type.js';

type FieldType = 'string' | 'number' | 'object';

/** The fields that every record of a source has, by their paths; the payload is not among them. */
const FIELDS: Readonly<Record<EventTypeName, Readonly<Record<string, FieldType>>>> = {
  SQS: {
    messageId: 'string',
    receiptHandle: 'string',
    'attributes.ApproximateReceiveCount': 'string',
    'attributes.ApproximateFirstReceiveTimestamp': 'string',
    'attributes.SenderId': 'string',
    'attributes.SentTimestamp': 'string',
    messageAttributes: 'object',
    md5OfBody: 'string',
    eventSource: 'string',
    eventSourceARN: 'string',
    awsRegion: 'string',
  },
  KinesisDataStreams: {
    eventSource: 'string',
    eventVersion: 'string',
    eventID: 'string',
    eventName: 'string',
    awsRegion: 'string',
    invokeIdentityArn: 'string',
    eventSourceARN: 'string',
    'kinesis.kinesisSchemaVersion': 'string',
    'kinesis.partitionKey': 'string',
    'kinesis.sequenceNumber': 'string',
    'kinesis.approximateArrivalTimestamp': 'number',
  },
  DynamoDBStreams: {
    eventID: 'string',
    eventName: 'string',
    eventVersion: 'string',
    eventSource: 'string',
    awsRegion: 'string',
    eventSourceARN: 'string',
    'dynamodb.Keys': 'object',
    'dynamodb.SequenceNumber': 'string',
    'dynamodb.SizeBytes': 'number',
    'dynamodb.StreamViewType': 'string',
  },
};

/** What a record lacks of the fields that every record of its source has. */
export function missingFields(record: UnknownObject, eventType: EventTypeName): StandardSchemaIssue[] {
  const issues: StandardSchemaIssue[] = [];
  for (const [name, type] of Object.entries(FIELDS[eventType])) {
    const path = name.split('.');
    const value = path.reduce<unknown>((part, key) => asObject(part)?.[key], record);
    // The values of a record are nobody's business: only their types are told.
    if (value === null || typeof value !== type)
      issues.push({ path, message: `Expected ${type}, received ${typeOf(value)}` });
  }
  return issues;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
