import type { Attributes } from '@opentelemetry/api';
import { asObject, asText, type UnknownObject } from '../shared/unknown.js';
import type { Carrier } from '../triggers/carriers/carrier.js';
import { carrierOfItem } from '../triggers/records/dynamodb.js';
import { carrierOfKinesisRecord } from '../triggers/records/kinesis.js';
import { carrierOfMessage } from '../triggers/records/sqs.js';
import { EventType, type EventTypeName } from './event-type.js';

/** What is particular to the records of one source. Any value is a record here: what is missing is undefined. */
export interface BatchSource {
  readonly system: string;
  /** What a record is reported by. */
  idOf(record: UnknownObject): string | undefined;
  /** Records of the same group have an order among them. */
  groupOf(record: UnknownObject): string | undefined;
  /** The name of the queue, stream or table, from the ARN of it. */
  destinationOf(arn: string): string | undefined;
  /** Adds what the semantic conventions have for a record of this source. */
  describe(record: UnknownObject, attributes: Attributes): void;
  /** What the record carries of its producer's trace. */
  carrierOf(record: UnknownObject): Carrier | undefined;
}

const sqs: BatchSource = {
  system: 'aws_sqs',
  idOf: (record) => asText(record.messageId),
  groupOf: (record) => asText(asObject(record.attributes)?.MessageGroupId),
  destinationOf: (arn) => arn.slice(arn.lastIndexOf(':') + 1),
  describe(record, attributes) {
    if (typeof record.body === 'string') attributes['messaging.message.body.size'] = Buffer.byteLength(record.body);
    const own = asObject(record.attributes);
    set(attributes, 'messaging.aws_sqs.message.group_id', own?.MessageGroupId);
    set(attributes, 'messaging.aws_sqs.message.sequence_number', own?.SequenceNumber);
  },
  carrierOf: carrierOfMessage,
};

const kinesis: BatchSource = {
  system: 'aws_kinesis',
  idOf: (record) => asText(asObject(record.kinesis)?.sequenceNumber),
  groupOf: (record) => asText(asObject(record.kinesis)?.partitionKey),
  destinationOf: (arn) => arn.slice(arn.lastIndexOf('/') + 1),
  describe(record, attributes) {
    const data = asObject(record.kinesis)?.data;
    if (typeof data === 'string') attributes['messaging.message.body.size'] = Buffer.byteLength(data, 'base64');
    // `shardId-000000000006:<sequence number>`
    set(attributes, 'messaging.destination.partition.id', asText(record.eventID)?.split(':')[0]);
  },
  carrierOf: carrierOfKinesisRecord,
};

const dynamodb: BatchSource = {
  system: 'aws_dynamodb_streams',
  idOf: (record) => asText(asObject(record.dynamodb)?.SequenceNumber),
  groupOf: (record) => JSON.stringify(asObject(record.dynamodb)?.Keys),
  // arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>
  destinationOf: (arn) => arn.split('/')[1],
  describe(record, attributes) {
    const size = asObject(record.dynamodb)?.SizeBytes;
    if (typeof size === 'number') attributes['messaging.message.body.size'] = size;
    set(attributes, 'aws.dynamodb.event_name', record.eventName);
  },
  carrierOf: carrierOfItem,
};

export const sources: Readonly<Record<EventTypeName, BatchSource>> = {
  [EventType.SQS]: sqs,
  [EventType.KinesisDataStreams]: kinesis,
  [EventType.DynamoDBStreams]: dynamodb,
};

function set(attributes: Attributes, name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') attributes[name] = value;
}
