import type { AttributeReader } from './attribute-reader.js';

const SYSTEM = ['rpc.system.name', 'rpc.system'];
const SERVICE = ['aws.service', 'rpc.service'];
const OPERATION = ['aws.operation'];
const METHOD = ['rpc.method'];
const TABLES = ['aws.dynamodb.table_names', 'aws.table_name', 'aws.table.name'];

/** What X-Ray calls a parameter or a result of an AWS call, and where the conventions and instrumentations put it. */
const TEXTS: readonly (readonly [field: string, names: readonly string[]])[] = [
  ['account_id', ['aws.account_id']],
  ['region', ['aws.region', 'cloud.region']],
  ['request_id', ['aws.request_id', 'aws.request.id', 'aws.requestId']],
  ['id_2', ['aws.extended_request_id', 'aws.request.extended_id']],
  ['queue_url', ['aws.sqs.queue.url', 'aws.queue_url', 'aws.queue.url', 'messaging.url']],
  ['bucket_name', ['aws.s3.bucket']],
  ['key', ['aws.s3.key']],
  ['function_name', ['faas.invoked_name', 'aws.lambda.function.name']],
  ['topic_arn', ['aws.sns.topic.arn']],
  ['stream_name', ['aws.kinesis.stream_name', 'aws.kinesis.stream.name']],
  ['state_machine_arn', ['aws.step_functions.state_machine.arn', 'aws.stepfunctions.state_machine.arn']],
  ['message_id', ['messaging.message.id', 'messaging.message_id']],
  ['index_name', ['aws.dynamodb.index_name']],
  ['projection_expression', ['aws.dynamodb.projection']],
  ['select', ['aws.dynamodb.select']],
  ['invocation_type', ['aws.lambda.invocation_type']],
  ['function_error', ['aws.lambda.function_error']],
];

const NUMBERS: readonly (readonly [field: string, names: readonly string[]])[] = [
  ['retries', ['aws.retries', 'http.request.resend_count', 'http.resend_count']],
  ['message_count', ['messaging.batch.message_count']],
  ['limit', ['aws.dynamodb.limit']],
  ['count', ['aws.dynamodb.count']],
  ['scanned_count', ['aws.dynamodb.scanned_count']],
  ['segment', ['aws.dynamodb.segment']],
  ['total_segments', ['aws.dynamodb.total_segments']],
];

const BOOLEANS: readonly (readonly [field: string, names: readonly string[]])[] = [
  ['consistent_read', ['aws.dynamodb.consistent_read']],
  ['scan_index_forward', ['aws.dynamodb.scan_forward']],
];

const INVOKED = ['aws.lambda.invoked_arn'];
const ARNS = [
  INVOKED,
  ['aws.lambda.function.arn'],
  ['aws.secretsmanager.secret.arn'],
  ['aws.step_functions.activity.arn'],
  ['aws.lambda.resource_mapping.id'],
];

const QUEUE_URL = ['url.full', 'http.url'];

/** Whether the span is a call of an AWS API. */
export const isAwsCall = (reader: AttributeReader): boolean =>
  reader.peek(SYSTEM) === 'aws-api' || reader.peek(['aws.service', 'aws.operation']) !== undefined;

/** The service called, `DynamoDB`: from 1.38 on the conventions say `DynamoDB/GetItem` in `rpc.method` alone. */
export const awsService = (reader: AttributeReader): string | undefined =>
  reader.peekString(SERVICE) ?? splitMethod(reader.peekString(METHOD)).service;

const splitMethod = (method: string | undefined): { service: string | undefined; operation: string | undefined } => {
  const slash = method?.lastIndexOf('/') ?? -1;
  if (method === undefined || slash < 0) return { service: undefined, operation: method };
  return { service: method.slice(0, slash) || undefined, operation: method.slice(slash + 1) || undefined };
};

/** The `aws` block of a call. `name` is that of the document: when it is the service's, nothing else has to say so. */
export const awsBlock = (reader: AttributeReader, name: string): Record<string, unknown> | undefined => {
  const method = splitMethod(reader.peekString(METHOD));
  const operation = reader.takeString(OPERATION) ?? method.operation;
  const block: Record<string, unknown> = { operation };
  if (operation === method.operation && (method.service ?? name) === name) reader.take(METHOD);
  if (reader.peek(SERVICE) === name) reader.take(SERVICE);
  reader.take(SYSTEM);
  for (const [field, names] of TEXTS) {
    const value = reader.takeString(names);
    if (value !== undefined) block[field] = value;
  }
  for (const [field, names] of NUMBERS) {
    const value = reader.takeInteger(names);
    if (value !== undefined) block[field] = value;
  }
  for (const [field, names] of BOOLEANS) {
    if (typeof reader.peek(names) === 'boolean') block[field] = reader.take(names);
  }
  if (reader.peek(['messaging.system']) === 'aws_sqs') block.queue_url ??= reader.takeString(QUEUE_URL);
  setTables(block, reader);
  const arns = ARNS.map((names) => reader.takeString(names)).filter((arn) => arn !== undefined);
  if (arns.length > 0) block.resource_names = arns;
  return Object.values(block).some((value) => value !== undefined) ? block : undefined;
};

/** The `aws` block of any other span: the function, where the span is an invocation of it. */
export const invocationBlock = (reader: AttributeReader): Record<string, unknown> | undefined => {
  const arn = reader.takeString(INVOKED);
  return arn === undefined ? undefined : { resource_names: [arn] };
};

const setTables = (block: Record<string, unknown>, reader: AttributeReader): void => {
  const value = reader.peek(TABLES);
  const tables = Array.isArray(value) ? value : [value];
  if (!tables.every((table) => typeof table === 'string')) return;
  reader.take(TABLES);
  if (tables.length === 1) block.table_name = tables[0];
  else block.table_names = tables;
};
