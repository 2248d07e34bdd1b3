import { bytesOf } from '../../aws/document.js';
import { createJsonSender, type JsonService } from '../../aws/json-protocol.js';
import type { LightClientConfig } from '../../aws/light-client-config.js';
import { describeOperation } from './describe-operation.js';
import type { SendOperation } from './dynamodb-table.js';

/** The settings have the names that they have in the AWS SDK. Its own endpoint is `AWS_ENDPOINT_URL_DYNAMODB`. */
export type DynamoDBLightClientConfig = LightClientConfig;

export const DYNAMODB: JsonService = {
  title: 'DynamoDB',
  serviceId: 'DynamoDB',
  conditional: true,
  describe: describeOperation,
  host: 'dynamodb',
  endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
  withSdk: 'otel-powertools/idempotency/dynamodb',
  version: '1.0',
  target: 'DynamoDB_20120810',
  revive: readBytes,
};

/**
 * Requests to DynamoDB without the AWS SDK.
 *
 * @throws {Error} `maxAttempts` or `requestTimeout` is no number, or one that is too small or too large.
 */
export function createDynamoDBSender(config: DynamoDBLightClientConfig | undefined): SendOperation {
  return createJsonSender(DYNAMODB, config);
}

// The value of an attribute is an object: text under "B" is bytes, and no attribute of that name.
function readBytes(key: string, value: unknown): unknown {
  if (key === 'B' && typeof value === 'string') return bytesOf(value);
  return key === 'BS' && Array.isArray(value) ? value.map(bytesOf) : value;
}
