import { type Attributes, SpanKind } from '@opentelemetry/api';
import { asArray, asObject, asText, type PlainObject } from '../../../invocation/plain.js';

/** What a call is, in the terms of the OpenTelemetry semantic conventions. */
export interface CallDescription {
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** One call of an AWS API: `DynamoDB`, `GetItem`, and what the API was given. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: PlainObject;
}

type Describe = (call: AwsCall) => Attributes;

const lastPart = (value: string | undefined, separator: string): string | undefined =>
  value?.slice(value.lastIndexOf(separator) + 1);

const countOf = (value: unknown): number | undefined => asArray(value)?.length ?? undefined;

const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** `arn:aws:dynamodb:…:table/orders` and `orders` name the same table. */
const tableName = (value: unknown): string | undefined => {
  const text = asText(value);
  return text?.startsWith('arn:') ? text.split('/')[1] : text;
};

const tablesOf = ({ input }: AwsCall): string[] => {
  const requested = asObject(input.RequestItems);
  const single = [input.TableName, ...Object.keys(requested ?? {})];
  const transacted = (asArray(input.TransactItems) ?? []).flatMap((item) =>
    Object.values(asObject(item) ?? {}).map((action) => asObject(action)?.TableName),
  );
  return [...new Set([...single, ...transacted].map(tableName).filter((name) => name !== undefined))];
};

const describeDynamoDb: Describe = (call) => {
  const { input, operation } = call;
  const tables = tablesOf(call);
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    'db.collection.name': tables.length === 1 ? tables[0] : undefined,
    'aws.dynamodb.table_names': tables.length > 0 ? tables : undefined,
    'aws.dynamodb.index_name': asText(input.IndexName),
    'aws.dynamodb.consistent_read': flag(input.ConsistentRead),
    'aws.dynamodb.limit': number(input.Limit),
    'aws.dynamodb.scan_forward': flag(input.ScanIndexForward),
    'aws.dynamodb.select': asText(input.Select),
    'aws.dynamodb.segment': number(input.Segment),
    'aws.dynamodb.total_segments': number(input.TotalSegments),
  };
};

const SQS_OPERATIONS: Readonly<Record<string, string>> = {
  SendMessage: 'send',
  SendMessageBatch: 'send',
  ReceiveMessage: 'receive',
  DeleteMessage: 'settle',
  DeleteMessageBatch: 'settle',
  ChangeMessageVisibility: 'settle',
  ChangeMessageVisibilityBatch: 'settle',
};

const describeSqs: Describe = ({ input, operation }) => {
  const url = asText(input.QueueUrl);
  return {
    'messaging.system': 'aws_sqs',
    'messaging.operation.name': operation,
    'messaging.operation.type': Object.hasOwn(SQS_OPERATIONS, operation) ? SQS_OPERATIONS[operation] : undefined,
    'messaging.destination.name': lastPart(url, '/'),
    'messaging.batch.message_count': countOf(input.Entries),
    'aws.sqs.queue.url': url,
  };
};

const describeSns: Describe = ({ input, operation }) => {
  const arn = asText(input.TopicArn) ?? asText(input.TargetArn);
  return {
    'messaging.system': 'aws.sns',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation.startsWith('Publish') ? 'send' : undefined,
    // A telephone number is a destination too, and nobody's business.
    'messaging.destination.name': lastPart(arn, ':'),
    'messaging.batch.message_count': countOf(input.PublishBatchRequestEntries),
    'aws.sns.topic.arn': arn,
  };
};

const describeEventBridge: Describe = ({ input, operation }) => {
  const entries = (asArray(input.Entries) ?? []).map(asObject);
  const buses = [...new Set(entries.map((entry) => asText(entry?.EventBusName) ?? 'default'))];
  if (operation !== 'PutEvents') return {};
  return {
    'messaging.operation.name': operation,
    'messaging.operation.type': 'send',
    'messaging.destination.name': buses.length === 1 ? lastPart(buses[0], '/') : undefined,
    'messaging.batch.message_count': entries.length,
  };
};

const describeKinesis: Describe = ({ input }) => ({
  'aws.kinesis.stream_name': asText(input.StreamName) ?? lastPart(asText(input.StreamARN), '/'),
  'messaging.batch.message_count': countOf(input.Records),
});

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<version>]`, `<account>:function:<name>` or `<name>[:<version>]`. */
const functionName = (value: string | undefined): string | undefined =>
  /(?:^|:)function:([^:]+)/.exec(value ?? '')?.[1] ?? value?.split(':')[0];

const describeLambda: Describe = ({ input, operation }) => {
  if (!operation.startsWith('Invoke')) return {};
  return {
    'faas.invoked_name': functionName(asText(input.FunctionName)),
    'faas.invoked_provider': 'aws',
    'aws.lambda.invocation_type': asText(input.InvocationType),
  };
};

const describers: Readonly<Record<string, Describe>> = {
  DynamoDB: describeDynamoDb,
  SQS: describeSqs,
  SNS: describeSns,
  EventBridge: describeEventBridge,
  Kinesis: describeKinesis,
  Lambda: describeLambda,
  SFN: ({ input }) => ({ 'aws.step_functions.state_machine.arn': asText(input.stateMachineArn) }),
  S3: ({ input }) => ({ 'aws.s3.bucket': asText(input.Bucket), 'aws.s3.key': asText(input.Key) }),
  'Secrets Manager': ({ input }) => ({
    'aws.secretsmanager.secret.arn': asText(input.SecretId)?.startsWith('arn:') ? asText(input.SecretId) : undefined,
  }),
};

/** Calls that hand something to somebody who goes on with it, and the call that fetches it. */
const KINDS: Readonly<Record<string, SpanKind>> = {
  'SQS.SendMessage': SpanKind.PRODUCER,
  'SQS.SendMessageBatch': SpanKind.PRODUCER,
  'SQS.ReceiveMessage': SpanKind.CONSUMER,
  'SNS.Publish': SpanKind.PRODUCER,
  'SNS.PublishBatch': SpanKind.PRODUCER,
  'EventBridge.PutEvents': SpanKind.PRODUCER,
  'Kinesis.PutRecord': SpanKind.PRODUCER,
  'Kinesis.PutRecords': SpanKind.PRODUCER,
};

/** What is known of a call before it is made. Keys and names only: no item, message or payload. */
export const describeCall = (call: AwsCall): CallDescription => {
  const { service, operation } = call;
  const name = `${service}.${operation}`;
  const describe = Object.hasOwn(describers, service) ? describers[service] : undefined;
  return {
    kind: Object.hasOwn(KINDS, name) ? (KINDS[name] ?? SpanKind.CLIENT) : SpanKind.CLIENT,
    attributes: { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation, ...describe?.(call) },
  };
};

/** What an answer tells beyond its metadata. */
const describeOutput = (output: PlainObject): Attributes => ({
  'messaging.message.id': asText(output.MessageId),
  'messaging.batch.message_count': countOf(output.Messages),
  'aws.dynamodb.count': number(output.Count),
  'aws.dynamodb.scanned_count': number(output.ScannedCount),
  'aws.lambda.function_error': asText(output.FunctionError),
});

const describeMetadata = (metadata: PlainObject | undefined): Attributes => {
  const attempts = number(metadata?.attempts) ?? 1;
  return {
    'aws.request_id': asText(metadata?.requestId),
    'aws.extended_request_id': asText(metadata?.extendedRequestId),
    'http.response.status_code': number(metadata?.httpStatusCode),
    'http.request.resend_count': attempts > 1 ? attempts - 1 : undefined,
  };
};

/** What the answer, or the error that came instead, tells of the request: id, status, retries. Nothing is thrown. */
export const describeAnswer = (answer: unknown): Attributes => {
  try {
    const shape = asObject(answer) ?? {};
    const metadata = describeMetadata(asObject(shape.$metadata));
    return shape instanceof Error ? metadata : { ...metadata, ...describeOutput(shape) };
  } catch {
    // Other middleware may have made anything of it.
    return {};
  }
};
