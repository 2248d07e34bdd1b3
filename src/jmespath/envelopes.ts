import { type JMESPathParsingOptions, search } from './search.js';

/** The JSON body of an API Gateway REST API event. */
export const API_GATEWAY_REST = 'powertools_json(body)';
/** The JSON body of an API Gateway HTTP API event. */
export const API_GATEWAY_HTTP = 'powertools_json(body)';
/** A list: the JSON body of each SQS record. */
export const SQS = 'Records[*].powertools_json(body)';
/** The JSON message of an SNS event, which has one record. */
export const SNS = 'Records[0].Sns.Message | powertools_json(@)';
/** The detail of an EventBridge event. */
export const EVENTBRIDGE = 'detail';
/** The detail of a scheduled event. */
export const CLOUDWATCH_EVENTS_SCHEDULED = 'detail';
/** A list: the JSON data of each Kinesis record. */
export const KINESIS_DATA_STREAM = 'Records[*].kinesis.powertools_json(powertools_base64(data))';
/** A list: the log events of a CloudWatch Logs subscription. */
export const CLOUDWATCH_LOGS = 'awslogs.powertools_base64_gzip(data) | powertools_json(@).logEvents[*]';
/** A list: the first S3 record of each SQS record that carries an SNS message. */
export const S3_SNS_SQS = 'Records[*].powertools_json(body).powertools_json(Message).Records[0]';
/** A list: the first S3 record of each SQS record. */
export const S3_SQS = 'Records[*].powertools_json(body).Records[0]';
/** A list: the first S3 record of each Firehose record that carries an SNS message. */
export const S3_SNS_KINESIS_FIREHOSE =
  'records[*].powertools_json(powertools_base64(data)).powertools_json(Message).Records[0]';
/** A list: the first S3 record of each Firehose record. */
export const S3_KINESIS_FIREHOSE = 'records[*].powertools_json(powertools_base64(data)).Records[0]';
/** A list: the detail of each SQS record that carries an EventBridge event. */
export const S3_EVENTBRIDGE_SQS = 'Records[*].powertools_json(body).detail';

/**
 * The payload inside an AWS event. `T` is the caller's word for what it is: nothing is checked; to check it, use
 * `validate` of `otel-powertools/validation`.
 *
 * @throws {JMESPathError} as {@link search}.
 * @example
 * ```ts
 * const orders = extractDataFromEnvelope<Order[]>(event, SQS);
 * ```
 */
export function extractDataFromEnvelope<T = unknown>(
  data: unknown,
  envelope: string,
  options?: JMESPathParsingOptions,
): T {
  return search(envelope, data, options) as T;
}
