import { createDynamoDBSender, type DynamoDBLightClientConfig } from './dynamodb/dynamodb-client.js';
import { DynamoDBTableLayer, type DynamoDBTableOptions } from './dynamodb/dynamodb-table.js';

export type { DynamoDBLightClientConfig } from './dynamodb/dynamodb-client.js';

export interface DynamoDBLightPersistenceOptions extends DynamoDBTableOptions {
  /** How the table is reached: region, endpoint, credentials. Default: what the environment of the function says. */
  readonly clientConfig?: DynamoDBLightClientConfig | undefined;
}

/**
 * Keeps records in a DynamoDB table as the layer of `otel-powertools/idempotency/dynamodb` does, and makes its requests
 * itself: without the AWS SDK a function starts and serves its first request some 80 ms sooner. It finds credentials where
 * Lambda, ECS and EKS put them; for profiles, single sign-on, proxies or endpoints that are particular, take the other.
 * The function needs `dynamodb:PutItem`, `GetItem`, `UpdateItem` and `DeleteItem` on the table.
 *
 * @throws {Error} `keyAttr` and `sortKeyAttr` are equal, or `clientConfig` has a number that cannot be.
 * @example
 * ```ts
 * import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb-light';
 *
 * const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency' });
 * ```
 */
export class DynamoDBPersistenceLayer extends DynamoDBTableLayer {
  constructor(options: DynamoDBLightPersistenceOptions) {
    super(options, createDynamoDBSender(options.clientConfig));
  }
}
