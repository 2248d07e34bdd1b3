import { FULL_URL } from './attribute-names.js';
import {
  type AttributeReader,
  blockOf,
  boolean,
  type Fields,
  integer,
  listOf,
  peek,
  peekText,
  type Reading,
  take,
  takeText,
  text,
  unlessEmpty,
} from './attributes.js';

const SYSTEM = 'rpc.system.name rpc.system';
const SERVICE = 'aws.service rpc.service';
const METHOD = 'rpc.method';
const TABLES = 'aws.dynamodb.table_names aws.table_name aws.table.name';
const INVOKED = 'aws.lambda.invoked_arn';
const ARNS = `${INVOKED} aws.lambda.function.arn aws.secretsmanager.secret.arn aws.step_functions.activity.arn aws.lambda.resource_mapping.id`;

/** What X-Ray calls a parameter or a result of an AWS call, and where the conventions and instrumentations put it. */
const TEXTS: Fields = {
  account_id: 'aws.account_id',
  region: 'aws.region cloud.region',
  request_id: 'aws.request_id aws.request.id aws.requestId',
  id_2: 'aws.extended_request_id aws.request.extended_id',
  queue_url: 'aws.sqs.queue.url aws.queue_url aws.queue.url messaging.url',
  bucket_name: 'aws.s3.bucket',
  key: 'aws.s3.key',
  function_name: 'faas.invoked_name aws.lambda.function.name',
  topic_arn: 'aws.sns.topic.arn',
  stream_name: 'aws.kinesis.stream_name aws.kinesis.stream.name',
  state_machine_arn: 'aws.step_functions.state_machine.arn aws.stepfunctions.state_machine.arn',
  message_id: 'messaging.message.id messaging.message_id',
  index_name: 'aws.dynamodb.index_name',
  projection_expression: 'aws.dynamodb.projection',
  select: 'aws.dynamodb.select',
  invocation_type: 'aws.lambda.invocation_type',
  function_error: 'aws.lambda.function_error',
};

const NUMBERS: Fields = {
  retries: 'aws.retries http.request.resend_count http.resend_count',
  message_count: 'messaging.batch.message_count',
  limit: 'aws.dynamodb.limit',
  count: 'aws.dynamodb.count',
  scanned_count: 'aws.dynamodb.scanned_count',
  segment: 'aws.dynamodb.segment',
  total_segments: 'aws.dynamodb.total_segments',
};

const BOOLEANS: Fields = {
  consistent_read: 'aws.dynamodb.consistent_read',
  scan_index_forward: 'aws.dynamodb.scan_forward',
};

/** Whether the span is a call of an AWS API. */
export function isAwsCall(reader: AttributeReader): boolean {
  return peek(reader, SYSTEM) === 'aws-api' || peek(reader, 'aws.service aws.operation') !== undefined;
}

/** The service called, `DynamoDB`: from 1.38 on the conventions say `DynamoDB/GetItem` in `rpc.method` alone. */
export function awsService(reader: AttributeReader): string | undefined {
  return peekText(reader, SERVICE) ?? methodOf(reader).service;
}

/** The `aws` block of a call. `name` is that of the document: when it is the service's, nothing else has to say so. */
export function awsBlock(reader: AttributeReader, name: string): Record<string, unknown> | undefined {
  const method = methodOf(reader);
  const operation = takeText(reader, 'aws.operation') ?? method.operation;
  if (operation === method.operation && (method.service ?? name) === name) takeText(reader, METHOD);
  if (peek(reader, SERVICE) === name) takeText(reader, SERVICE);
  takeText(reader, SYSTEM);
  const fieldsOf = (fields: Fields, reading: Reading<unknown>) =>
    blockOf(fields, (names) => take(reader, names, reading));
  const block: Record<string, unknown> = {
    operation,
    ...fieldsOf(TEXTS, text),
    ...fieldsOf(NUMBERS, integer),
    ...fieldsOf(BOOLEANS, boolean),
  };
  if (peek(reader, 'messaging.system') === 'aws_sqs') block.queue_url ??= takeText(reader, FULL_URL);
  const tables = take(reader, TABLES, textsOf);
  if (tables?.length === 1) block.table_name = tables[0];
  else block.table_names = tables;
  const arns = listOf(ARNS).flatMap((name) => takeText(reader, name) ?? []);
  if (arns.length > 0) block.resource_names = arns;
  return unlessEmpty(block);
}

/** The `aws` block of any other span: the function, where the span is an invocation of it. */
export function invocationBlock(reader: AttributeReader): Record<string, unknown> | undefined {
  const arn = reader.names.includes(INVOKED) ? takeText(reader, INVOKED) : undefined;
  return arn === undefined ? undefined : { resource_names: [arn] };
}

const textsOf: Reading<string[]> = (value) => {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.every((item) => typeof item === 'string') ? texts : undefined;
};

function methodOf(reader: AttributeReader): { service: string | undefined; operation: string | undefined } {
  const [, service, operation] = /^(?:(.*)\/)?(.*)$/s.exec(peekText(reader, METHOD) ?? '') ?? [];
  return { service: service || undefined, operation: operation || undefined };
}
