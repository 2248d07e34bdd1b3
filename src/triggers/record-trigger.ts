import type { Attributes } from '@opentelemetry/api';
import { asArray, asObject, asText, type UnknownObject } from '../shared/unknown.js';
import { stepFunctionsContextOf, type TriggerSource } from './event-shape.js';

/** The attributes of an event that is not an HTTP request: messages, changes of data, a schedule. */
export function describeRecords(source: TriggerSource, event: UnknownObject, records: readonly unknown[]): Attributes {
  const attributes: Attributes = {};
  DESCRIPTIONS[source]?.(attributes, event, records, asObject(records[0]) ?? {});
  return attributes;
}

type Describe = (
  attributes: Attributes,
  event: UnknownObject,
  records: readonly unknown[],
  first: UnknownObject,
) => void;

const DESCRIPTIONS: Readonly<Partial<Record<TriggerSource, Describe>>> = {
  sqs: (attributes, _event, records, first) => {
    setProcessing(attributes, 'aws_sqs', lastPart(first.eventSourceARN, ':'), records.length);
    if (records.length === 1) set(attributes, 'messaging.message.id', asText(first.messageId));
  },

  // Lambda gets each notification in an event of its own.
  sns: (attributes, _event, _records, first) => {
    const notification = asObject(first.Sns);
    const topicArn = asText(notification?.TopicArn);
    setProcessing(attributes, 'aws_sns', lastPart(topicArn, ':'));
    set(attributes, 'aws.sns.topic.arn', topicArn);
    set(attributes, 'messaging.message.id', asText(notification?.MessageId));
  },

  kinesis: (attributes, _event, records, first) => {
    const stream = lastPart(first.eventSourceARN, '/');
    setProcessing(attributes, 'aws_kinesis', stream, records.length);
    // An event has records of one shard only: `shardId-000000000006:<sequence number>`.
    set(attributes, 'messaging.destination.partition.id', asText(first.eventID)?.split(':')[0]);
    set(attributes, 'aws.kinesis.stream_name', stream);
  },

  kafka: (attributes, event) => {
    const partitions = Object.values(asObject(event.records) ?? {}).map((partition) => asArray(partition) ?? []);
    const topics = new Set(partitions.map(([record]) => asText(asObject(record)?.topic)));
    const count = partitions.reduce((sum, partition) => sum + partition.length, 0);
    setProcessing(attributes, 'kafka', topics.size === 1 ? [...topics][0] : undefined, count);
  },

  amazonmq: (attributes, event) => {
    const rabbit = event.eventSource === 'aws:rmq';
    const queues = Object.values(asObject(event.rmqMessagesByQueue) ?? {}).map((queue) => asArray(queue) ?? []);
    const messages = rabbit ? queues.flat() : asArray(event.messages);
    setProcessing(attributes, rabbit ? 'rabbitmq' : 'activemq', undefined, messages?.length);
  },

  ses: (attributes) => setProcessing(attributes, 'aws_ses', undefined),

  eventbridge: (attributes, event) => {
    setProcessing(attributes, 'aws_eventbridge', undefined);
    set(attributes, 'messaging.message.id', asText(event.id));
    set(attributes, 'aws.eventbridge.source', asText(event.source));
    set(attributes, 'aws.eventbridge.detail_type', asText(event['detail-type']));
  },

  schedule: (attributes, event) => set(attributes, 'faas.time', asText(event.time)),

  dynamodb: (attributes, _event, records, first) => {
    attributes['db.system.name'] = 'aws.dynamodb';
    // arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>
    const table = asText(first.eventSourceARN)?.split('/')[1];
    if (table) attributes['aws.dynamodb.table_names'] = [table];
    set(attributes, 'faas.document.collection', table);
    set(attributes, 'faas.document.operation', commonOperation(records));
    set(attributes, 'faas.document.time', timeOf(asObject(first.dynamodb)?.ApproximateCreationDateTime));
  },

  s3: (attributes, _event, records, first) => {
    const s3 = asObject(first.s3);
    const bucket = asText(asObject(s3?.bucket)?.name);
    const key = records.length === 1 ? decodedKey(asText(asObject(s3?.object)?.key)) : undefined;
    set(attributes, 'aws.s3.bucket', bucket);
    set(attributes, 'aws.s3.key', key);
    set(attributes, 'faas.document.collection', bucket);
    set(attributes, 'faas.document.name', key);
    set(attributes, 'faas.document.operation', commonOperation(records));
    set(attributes, 'faas.document.time', asText(first.eventTime));
  },

  stepfunctions: (attributes, event) => {
    const context = stepFunctionsContextOf(event);
    set(attributes, 'aws.step_functions.state_machine.arn', asText(asObject(context?.StateMachine)?.Id));
    set(attributes, 'aws.step_functions.execution.arn', asText(asObject(context?.Execution)?.Id));
    set(attributes, 'aws.step_functions.state.name', asText(asObject(context?.State)?.Name));
  },

  appsync: (attributes, event) => {
    const info = asObject(event.info);
    const type = asText(info?.parentTypeName);
    if (type !== undefined && GRAPHQL_ROOTS.has(type)) attributes['graphql.operation.type'] = type.toLowerCase();
    set(attributes, 'graphql.field.name', asText(info?.fieldName));
  },
};

const GRAPHQL_ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

function setProcessing(
  attributes: Attributes,
  system: string,
  destination: string | undefined,
  messages?: number | undefined,
): void {
  attributes['messaging.system'] = system;
  attributes['messaging.operation.type'] = 'process';
  attributes['messaging.operation.name'] = 'process';
  set(attributes, 'messaging.destination.name', destination);
  // Lambda reads from queues and streams in batches, also when there is but one message.
  if (messages !== undefined) attributes['messaging.batch.message_count'] = messages;
}

function set(attributes: Attributes, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') attributes[name] = value;
}

function lastPart(value: unknown, separator: string): string | undefined {
  const text = asText(value);
  return text === undefined ? undefined : asText(text.slice(text.lastIndexOf(separator) + 1));
}

/** `insert`, `edit` or `delete` as the FaaS conventions have it, where all records agree. */
function commonOperation(records: readonly unknown[]): string | undefined {
  const operations = new Set(records.map((record) => operationOf(asText(asObject(record)?.eventName))));
  return operations.size === 1 ? [...operations][0] : undefined;
}

function operationOf(eventName: string | undefined): string | undefined {
  if (eventName === undefined) return undefined;
  if (eventName === 'INSERT' || eventName.includes('ObjectCreated:')) return 'insert';
  if (eventName === 'MODIFY') return 'edit';
  return eventName === 'REMOVE' || eventName.includes('ObjectRemoved:') ? 'delete' : undefined;
}

function timeOf(epochSeconds: unknown): string | undefined {
  return typeof epochSeconds === 'number' && Number.isFinite(epochSeconds) && Math.abs(epochSeconds) < 8.64e12
    ? new Date(epochSeconds * 1000).toISOString()
    : undefined;
}

/** S3 writes keys as a form does: `a+b%2Fc`. */
function decodedKey(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
