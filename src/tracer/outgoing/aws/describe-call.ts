import { type Attributes, SpanKind } from '@opentelemetry/api';
import { asArray, asObject, asText, type UnknownObject } from '../../../shared/unknown.js';
import { MESSAGING_SYSTEMS } from '../../../triggers/messaging-systems.js';
import { countOf, pickAttributes } from './attributes.js';

/** What a call is, in the terms of the OpenTelemetry semantic conventions. */
export interface CallDescription {
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** One call of an AWS API: `DynamoDB`, `GetItem`, and what the API was given. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: UnknownObject;
}

/** Calls that hand something to somebody who goes on with it, and the call that fetches it: alone and in batches. */
const SENDS = /^(SQS\.SendMessage|SNS\.Publish|EventBridge\.PutEvents|Kinesis\.PutRecord)/;
const RECEIVES = /^SQS\.ReceiveMessage/;
const SETTLES = /^SQS\.(DeleteMessage|ChangeMessageVisibility)/;

/** Keys and names only: no item, message or payload. */
const describers: Readonly<Record<string, (input: UnknownObject, call: AwsCall) => Attributes>> = {
  DynamoDB(input, { operation }) {
    const tables = tablesOf(input);
    return {
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': operation,
      'db.collection.name': onlyOne(tables),
      'aws.dynamodb.table_names': tables.length > 0 ? tables : undefined,
      ...pickAttributes(input, 'aws.dynamodb.', {
        index_name: 'IndexName',
        consistent_read: 'ConsistentRead',
        limit: 'Limit',
        scan_forward: 'ScanIndexForward',
        select: 'Select',
        segment: 'Segment',
        total_segments: 'TotalSegments',
      }),
    };
  },
  SQS({ QueueUrl, Entries }, call) {
    const url = asText(QueueUrl);
    return {
      'messaging.system': MESSAGING_SYSTEMS.sqs,
      ...messaging(call, lastPart(url, '/'), countOf(Entries)),
      'aws.sqs.queue.url': url,
    };
  },
  SNS({ TopicArn, TargetArn, PublishBatchRequestEntries }, call) {
    // A telephone number is a destination too, and nobody's business.
    const arn = asText(TopicArn) ?? asText(TargetArn);
    return {
      'messaging.system': MESSAGING_SYSTEMS.sns,
      ...messaging(call, lastPart(arn, ':'), countOf(PublishBatchRequestEntries)),
      'aws.sns.topic.arn': arn,
    };
  },
  EventBridge({ Entries }, call) {
    if (call.operation !== 'PutEvents') return {};
    const entries = asArray(Entries) ?? [];
    const buses = new Set(entries.map((entry) => asText(asObject(entry)?.EventBusName) ?? 'default'));
    return {
      'messaging.system': MESSAGING_SYSTEMS.eventBridge,
      ...messaging(call, lastPart(onlyOne([...buses]), '/'), entries.length),
    };
  },
  Kinesis({ StreamName, StreamARN, Records }, call) {
    const stream = asText(StreamName) ?? lastPart(asText(StreamARN), '/');
    return {
      ...(SENDS.test(nameOf(call)) && {
        'messaging.system': MESSAGING_SYSTEMS.kinesis,
        ...messaging(call, stream, undefined),
      }),
      'aws.kinesis.stream_name': stream,
      'messaging.batch.message_count': countOf(Records),
    };
  },
  Lambda: ({ FunctionName, InvocationType }, { operation }) =>
    operation.startsWith('Invoke')
      ? {
          'faas.invoked_name': functionName(asText(FunctionName)),
          'faas.invoked_provider': 'aws',
          'aws.lambda.invocation_type': asText(InvocationType),
        }
      : {},
  SFN: (input) => pickAttributes(input, 'aws.step_functions.', { 'state_machine.arn': 'stateMachineArn' }),
  S3: (input) => pickAttributes(input, 'aws.s3.', { bucket: 'Bucket', key: 'Key' }),
  'Secrets Manager': (input) =>
    asText(input.SecretId)?.startsWith('arn:')
      ? pickAttributes(input, 'aws.secretsmanager.', { 'secret.arn': 'SecretId' })
      : {},
};

/** What is known of a call before it is made. */
export function describeCall(call: AwsCall): CallDescription {
  const { service, operation, input } = call;
  const describe = Object.hasOwn(describers, service) ? describers[service] : undefined;
  return {
    kind: kindOf(nameOf(call)),
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': service,
      'rpc.method': operation,
      ...describe?.(input, call),
    },
  };
}

function nameOf({ service, operation }: AwsCall): string {
  return `${service}.${operation}`;
}

function kindOf(name: string): SpanKind {
  if (SENDS.test(name)) return SpanKind.PRODUCER;
  return RECEIVES.test(name) ? SpanKind.CONSUMER : SpanKind.CLIENT;
}

function messagingType(name: string): string | undefined {
  if (SENDS.test(name)) return 'send';
  if (RECEIVES.test(name)) return 'receive';
  return SETTLES.test(name) ? 'settle' : undefined;
}

function messaging(call: AwsCall, destination: string | undefined, count: number | undefined): Attributes {
  return {
    'messaging.operation.name': call.operation,
    'messaging.operation.type': messagingType(nameOf(call)),
    'messaging.destination.name': destination,
    'messaging.batch.message_count': count,
  };
}

function lastPart(value: string | undefined, separator: string): string | undefined {
  return value?.slice(value.lastIndexOf(separator) + 1);
}

function onlyOne(texts: readonly string[]): string | undefined {
  return texts.length === 1 ? texts[0] : undefined;
}

/** `arn:aws:dynamodb:…:table/orders` and `orders` name the same table. */
function tableName(value: unknown): string | undefined {
  const text = asText(value);
  return text?.startsWith('arn:') ? text.split('/')[1] : text;
}

function tablesOf({ TableName, RequestItems, TransactItems }: UnknownObject): string[] {
  const transacted = (asArray(TransactItems) ?? []).flatMap((item) =>
    Object.values(asObject(item) ?? {}).map((action) => asObject(action)?.TableName),
  );
  const names = [TableName, ...Object.keys(asObject(RequestItems) ?? {}), ...transacted].map(tableName);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<version>]`, `<account>:function:<name>` or `<name>[:<version>]`. */
function functionName(value: string | undefined): string | undefined {
  return /(?:^|:)function:([^:]+)/.exec(value ?? '')?.[1] ?? value?.split(':')[0];
}
