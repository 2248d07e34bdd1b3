import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBTableLayer, type DynamoDBTableOptions, type SendOperation } from './dynamodb/dynamodb-table.js';

/** A `DynamoDBClient` of AWS SDK v3, or anything that sends its commands. */
export interface DynamoDBSender {
  /** Sends a command of the SDK and resolves with its output, as `DynamoDBClient` does. */
  send(command: object): Promise<object>;
}

export type DynamoDBPersistenceOptions = DynamoDBTableOptions &
  (
    | { readonly awsSdkV3Client?: DynamoDBSender | undefined; readonly clientConfig?: never }
    | { readonly awsSdkV3Client?: never; readonly clientConfig?: DynamoDBClientConfig | undefined }
  );

/**
 * Keeps records in a DynamoDB table. `@aws-sdk/client-dynamodb`, which Lambda's runtime has, is loaded in the background
 * when this is made. A first call costs two writes, a replay one; the function needs `dynamodb:PutItem`, `GetItem`,
 * `UpdateItem` and `DeleteItem` on the table.
 *
 * @throws {Error} `keyAttr` and `sortKeyAttr` are equal, or `awsSdkV3Client` has no `send`.
 * @example
 * ```ts
 * const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency' });
 * ```
 */
export class DynamoDBPersistenceLayer extends DynamoDBTableLayer {
  constructor(options: DynamoDBPersistenceOptions) {
    super(options, sendWithSdk(options));
  }
}

function sendWithSdk({ awsSdkV3Client, clientConfig = {} }: DynamoDBPersistenceOptions): SendOperation {
  if (awsSdkV3Client && typeof awsSdkV3Client.send !== 'function') {
    throw new Error('awsSdkV3Client must be a DynamoDBClient of AWS SDK v3, or another object with its send method');
  }
  // Begun now, in Lambda's initialisation phase, and not in the first request.
  const connection = import('./dynamodb/dynamodb-sdk.js').then(({ commands, DynamoDBClient }) => {
    const client: DynamoDBSender = awsSdkV3Client ?? new DynamoDBClient(clientConfig);
    return { commands, client };
  });
  // Whoever awaits it first is told; nobody may.
  connection.catch(() => {});
  return async (operation, input) => {
    const { commands, client } = await connection;
    return client.send(new commands[operation](input as never));
  };
}
