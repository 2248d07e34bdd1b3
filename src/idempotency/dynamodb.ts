import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { inAwsCallSpan } from '../aws/call-span.js';
import { asObject, asText } from '../shared/unknown.js';
import { describeOperation } from './dynamodb/describe-operation.js';
import {
  type Answer,
  DynamoDBTableLayer,
  type DynamoDBTableOptions,
  type Operation,
} from './dynamodb/dynamodb-table.js';
import { beforeDeadline } from './values/before-deadline.js';

export type { DynamoDBTableOptions as DynamoDBPersistenceOptionsBase } from './dynamodb/dynamodb-table.js';

/** A `DynamoDBClient` of AWS SDK v3, or anything that sends its commands. */
export interface DynamoDBSender {
  /** Sends a command of the SDK and resolves with its output, as `DynamoDBClient` does. A mock may answer nothing. */
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<object | undefined>;
}

/** Options with the settings of a client that is to be made. */
export interface DynamoDBPersistenceOptionsWithClientConfig extends DynamoDBTableOptions {
  /** The client is made from `clientConfig`. */
  readonly awsSdkV3Client?: never;
  /** What the AWS SDK's `DynamoDBClient` is made with. Default: what the environment of the function says. */
  readonly clientConfig?: DynamoDBClientConfig | undefined;
}

/** Options with a client. */
export interface DynamoDBPersistenceOptionsWithClientInstance extends DynamoDBTableOptions {
  /** The client that makes the requests. Default: a new `DynamoDBClient`. */
  readonly awsSdkV3Client?: DynamoDBSender | undefined;
  /** A client has its settings. */
  readonly clientConfig?: never;
}

export type DynamoDBPersistenceOptions =
  | DynamoDBPersistenceOptionsWithClientConfig
  | DynamoDBPersistenceOptionsWithClientInstance;

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
  /** The client that was given; else one that passes commands to the client that is being made. */
  protected readonly client: DynamoDBSender;

  constructor(options: DynamoDBPersistenceOptions) {
    const sdk = connect(options);
    super(options, (operation, input, options) => sendWithSdk(sdk, operation, input, options?.deadline));
    this.client = options.awsSdkV3Client ?? { send: async (command, sent) => (await sdk).client.send(command, sent) };
  }
}

type Sdk = Promise<{
  readonly commands: Readonly<Record<Operation, new (input: never) => object>>;
  readonly client: DynamoDBSender;
}>;

function connect({ awsSdkV3Client, clientConfig = {} }: DynamoDBPersistenceOptions): Sdk {
  if (awsSdkV3Client && typeof awsSdkV3Client.send !== 'function') {
    throw new Error('awsSdkV3Client must be a DynamoDBClient of AWS SDK v3, or another object with its send method');
  }
  // Begun now, in Lambda's initialisation phase, and not in the first request.
  const sdk = import('./dynamodb/dynamodb-sdk.js').then(({ commands, DynamoDBClient }) => {
    const client: DynamoDBSender = awsSdkV3Client ?? new DynamoDBClient(clientConfig);
    return { commands, client };
  });
  // Whoever awaits it first is told; nobody may.
  sdk.catch(() => {});
  return sdk;
}

async function sendWithSdk(
  sdk: Sdk,
  operation: Operation,
  input: object,
  deadline: number | undefined,
): Promise<Answer> {
  const { commands, client } = await sdk;
  const call = {
    service: 'DynamoDB',
    operation,
    attributes: describeOperation(operation, input),
    conditional: true,
  };
  const command = new commands[operation](input as never);
  // Mocks of clients answer nothing.
  const answer = await inAwsCallSpan(call, async (span) => {
    if (span) span.setAttributes({ 'cloud.region': await regionOf(client) });
    return beforeDeadline('a request to DynamoDB', deadline, (abortSignal) =>
      Promise.resolve(client.send(command, abortSignal && { abortSignal })),
    );
  });
  return answer ?? {};
}

/** The SDK's clients give their region as a function; where none is set, the call itself says so. */
async function regionOf(client: object): Promise<string | undefined> {
  try {
    const region = asObject(asObject(client)?.config)?.region;
    return asText(typeof region === 'function' ? await region() : region);
  } catch {
    return undefined;
  }
}
