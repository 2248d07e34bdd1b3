import type { Attributes } from '@opentelemetry/api';
import { asArray, asObject, asText, type UnknownObject } from '../shared/unknown.js';
import type { Carrier } from '../triggers/carriers/carrier.js';
import { carrierOfKafkaHeaders, describeKafkaRecord, idOfKafkaRecord } from '../triggers/events/kafka.js';
import { MESSAGING_SYSTEMS } from '../triggers/messaging-systems.js';
import { carrierOfItem } from '../triggers/records/dynamodb.js';
import { carrierOfKinesisRecord } from '../triggers/records/kinesis.js';
import { carrierOfMessage } from '../triggers/records/sqs.js';
import { EventType, type EventTypeName } from './event-type.js';
import type { KafkaItemIdentifier } from './records.js';

/** What is particular to the records of one source. Any value is a record here: what is missing is undefined. */
export interface BatchSource {
  /** The `messaging.system` of the semantic conventions, such as `aws_sqs`. */
  readonly system: string;
  /** Whether the records of one batch may come from several places. */
  readonly isMixed: boolean;
  /** The records in an event of the source; undefined if it is none. */
  recordsOf(event: UnknownObject): readonly unknown[] | undefined;
  /** What a record is reported by. */
  idOf(record: UnknownObject): string | undefined;
  /** Records of the same group have an order among them. */
  groupOf(record: UnknownObject): string | undefined;
  /** What Lambda is told of a record that failed, where that is not its id alone. */
  identifierOf?(record: UnknownObject): KafkaItemIdentifier;
  /** The name of the queue, stream or table, from the ARN of it; of what has none, from the record itself. */
  destinationOf(arn: string | undefined, record: UnknownObject): string | undefined;
  /** Adds what the semantic conventions have for a record of this source. */
  describe(record: UnknownObject, attributes: Attributes): void;
  /** What the record carries of its producer's trace. */
  carrierOf(record: UnknownObject): Carrier | undefined;
}

const sqs: BatchSource = {
  system: MESSAGING_SYSTEMS.sqs,
  isMixed: false,
  recordsOf: listOf,
  idOf: (record) => asText(record.messageId),
  groupOf: (record) => asText(asObject(record.attributes)?.MessageGroupId),
  destinationOf: (arn) => arn?.slice(arn.lastIndexOf(':') + 1),
  describe(record, attributes) {
    if (typeof record.body === 'string') attributes['messaging.message.body.size'] = Buffer.byteLength(record.body);
    const own = asObject(record.attributes);
    set(attributes, 'messaging.aws_sqs.message.group_id', own?.MessageGroupId);
    set(attributes, 'messaging.aws_sqs.message.sequence_number', own?.SequenceNumber);
  },
  carrierOf: carrierOfMessage,
};

const kinesis: BatchSource = {
  system: MESSAGING_SYSTEMS.kinesis,
  isMixed: false,
  recordsOf: listOf,
  idOf: (record) => asText(asObject(record.kinesis)?.sequenceNumber),
  groupOf: (record) => asText(asObject(record.kinesis)?.partitionKey),
  destinationOf: (arn) => arn?.slice(arn.lastIndexOf('/') + 1),
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
  isMixed: false,
  recordsOf: listOf,
  idOf: (record) => asText(asObject(record.dynamodb)?.SequenceNumber),
  groupOf: (record) => JSON.stringify(asObject(record.dynamodb)?.Keys),
  // arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>
  destinationOf: (arn) => arn?.split('/')[1],
  describe(record, attributes) {
    const size = asObject(record.dynamodb)?.SizeBytes;
    if (typeof size === 'number') attributes['messaging.message.body.size'] = size;
    set(attributes, 'aws.dynamodb.event_name', record.eventName);
  },
  carrierOf: carrierOfItem,
};

const kafka: BatchSource = {
  system: 'kafka',
  isMixed: true,
  recordsOf(event) {
    const partitions = asObject(event.records);
    return partitions && Object.values(partitions).flatMap((records) => asArray(records) ?? []);
  },
  idOf: idOfKafkaRecord,
  groupOf: partitionOf,
  // Only a record that has an offset is asked.
  identifierOf: (record) => ({ partition: partitionOf(record), offset: Number(record.offset) }),
  destinationOf: (_arn, record) => asText(record.topic),
  describe: describeKafkaRecord,
  carrierOf: (record) => carrierOfKafkaHeaders(record.headers),
};

/** The records of every source there is; Powertools knows the first three. */
export const sources: Readonly<Record<EventTypeName | 'Kafka', BatchSource>> = {
  [EventType.SQS]: sqs,
  [EventType.KinesisDataStreams]: kinesis,
  [EventType.DynamoDBStreams]: dynamodb,
  Kafka: kafka,
};

function listOf(event: UnknownObject): readonly unknown[] | undefined {
  return asArray(event.Records);
}

function partitionOf(record: UnknownObject): string {
  return `${record.topic}-${record.partition}`;
}

function set(attributes: Attributes, name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') attributes[name] = value;
}
