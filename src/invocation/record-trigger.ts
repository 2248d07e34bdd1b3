import type { Attributes } from '@opentelemetry/api';
import { stepFunctionsContextOf, type TriggerSource } from './event-shape.js';
import { asArray, asObject, asText, type PlainObject } from './plain.js';

/** The attributes of an event that is not an HTTP request: messages, changes of data, a schedule. */
export const describeRecords = (source: TriggerSource, event: PlainObject, records: readonly unknown[]): Attributes => {
  const describe = DESCRIPTIONS[source];
  if (describe === undefined) return {};
  const attributes: Attributes = {};
  // An attribute whose value the event does not have is no attribute.
  for (const [name, value] of Object.entries(describe(event, records, asObject(records[0]) ?? {}))) {
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
};

type Describe = (event: PlainObject, records: readonly unknown[], first: PlainObject) => Attributes;

const DESCRIPTIONS: Readonly<Partial<Record<TriggerSource, Describe>>> = {
  sqs: (_event, records, first) => ({
    ...processing('aws_sqs', lastPart(first.eventSourceARN, ':')),
    'messaging.batch.message_count': records.length,
    'messaging.message.id': records.length === 1 ? asText(first.messageId) : undefined,
  }),

  // Lambda gets each notification in an event of its own.
  sns: (_event, _records, first) => {
    const notification = asObject(first.Sns);
    const topicArn = asText(notification?.TopicArn);
    return {
      ...processing('aws_sns', lastPart(topicArn, ':')),
      'aws.sns.topic.arn': topicArn,
      'messaging.message.id': asText(notification?.MessageId),
    };
  },

  kinesis: (_event, records, first) => {
    const stream = lastPart(first.eventSourceARN, '/');
    return {
      ...processing('aws_kinesis', stream),
      'messaging.batch.message_count': records.length,
      // An event has records of one shard only: `shardId-000000000006:<sequence number>`.
      'messaging.destination.partition.id': asText(first.eventID)?.split(':')[0],
      'aws.kinesis.stream_name': stream,
    };
  },

  kafka: (event) => {
    const partitions = Object.values(asObject(event.records) ?? {}).map((partition) => asArray(partition) ?? []);
    const topics = new Set(partitions.flat().map((record) => asText(asObject(record)?.topic)));
    return {
      ...processing('kafka', topics.size === 1 ? [...topics][0] : undefined),
      'messaging.batch.message_count': partitions.reduce((count, partition) => count + partition.length, 0),
    };
  },

  amazonmq: (event) => {
    const rabbit = event.eventSource === 'aws:rmq';
    const queues = Object.values(asObject(event.rmqMessagesByQueue) ?? {}).map((queue) => asArray(queue) ?? []);
    const messages = rabbit ? queues.flat() : asArray(event.messages);
    return {
      ...processing(rabbit ? 'rabbitmq' : 'activemq', undefined),
      'messaging.batch.message_count': messages?.length,
    };
  },

  ses: () => processing('aws_ses', undefined),

  eventbridge: (event) => ({
    ...processing('aws_eventbridge', undefined),
    'messaging.message.id': asText(event.id),
    'aws.eventbridge.source': asText(event.source),
    'aws.eventbridge.detail_type': asText(event['detail-type']),
  }),

  schedule: (event) => ({ 'faas.time': asText(event.time) }),

  dynamodb: (_event, records, first) => {
    // arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>
    const table = asText(first.eventSourceARN)?.split('/')[1];
    return {
      'db.system.name': 'aws.dynamodb',
      'aws.dynamodb.table_names': table === undefined ? undefined : [table],
      'faas.document.collection': table,
      'faas.document.operation': commonOperation(records),
      'faas.document.time': timeOf(asObject(first.dynamodb)?.ApproximateCreationDateTime),
    };
  },

  s3: (_event, records, first) => {
    const s3 = asObject(first.s3);
    const bucket = asText(asObject(s3?.bucket)?.name);
    const key = records.length === 1 ? decodedKey(asText(asObject(s3?.object)?.key)) : undefined;
    return {
      'aws.s3.bucket': bucket,
      'aws.s3.key': key,
      'faas.document.collection': bucket,
      'faas.document.name': key,
      'faas.document.operation': commonOperation(records),
      'faas.document.time': asText(first.eventTime),
    };
  },

  stepfunctions: (event) => {
    const context = stepFunctionsContextOf(event);
    return {
      'aws.step_functions.state_machine.arn': asText(asObject(context?.StateMachine)?.Id),
      'aws.step_functions.execution.arn': asText(asObject(context?.Execution)?.Id),
      'aws.step_functions.state.name': asText(asObject(context?.State)?.Name),
    };
  },

  appsync: (event) => {
    const info = asObject(event.info);
    const type = asText(info?.parentTypeName);
    return {
      'graphql.operation.type': type !== undefined && GRAPHQL_ROOTS.has(type) ? type.toLowerCase() : undefined,
      'graphql.field.name': asText(info?.fieldName),
    };
  },
};

const GRAPHQL_ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

const processing = (system: string, destination: string | undefined): Attributes => ({
  'messaging.system': system,
  'messaging.operation.type': 'process',
  'messaging.operation.name': 'process',
  'messaging.destination.name': destination,
});

const lastPart = (value: unknown, separator: string): string | undefined => {
  const text = asText(value);
  return text === undefined ? undefined : asText(text.slice(text.lastIndexOf(separator) + 1));
};

/** `insert`, `edit` or `delete` as the FaaS conventions have it, where all records agree. */
const commonOperation = (records: readonly unknown[]): string | undefined => {
  const operations = new Set(records.map((record) => operationOf(asText(asObject(record)?.eventName))));
  return operations.size === 1 ? [...operations][0] : undefined;
};

const operationOf = (eventName: string | undefined): string | undefined => {
  if (eventName === undefined) return undefined;
  if (eventName === 'INSERT' || eventName.includes('ObjectCreated:')) return 'insert';
  if (eventName === 'MODIFY') return 'edit';
  return eventName === 'REMOVE' || eventName.includes('ObjectRemoved:') ? 'delete' : undefined;
};

const timeOf = (epochSeconds: unknown): string | undefined =>
  typeof epochSeconds === 'number' && Number.isFinite(epochSeconds) && Math.abs(epochSeconds) < 8.64e12
    ? new Date(epochSeconds * 1000).toISOString()
    : undefined;

/** S3 writes keys as a form does: `a+b%2Fc`. */
const decodedKey = (key: string | undefined): string | undefined => {
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
};
