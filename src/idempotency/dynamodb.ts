import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type AttributeValue, fromAttributeValue, toAttributeValue } from './attribute-values.js';
import { BasePersistenceLayer, PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS } from './base-persistence-layer.js';
import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from './errors.js';
import { IdempotencyRecord, IdempotencyRecordStatus, type IdempotencyRecordStatusValue } from './idempotency-record.js';

/** A `DynamoDBClient` of AWS SDK v3, or anything that sends its commands. */
export interface DynamoDBSender {
  send(command: object): Promise<object>;
}

interface TableOptions {
  readonly tableName: string;
  /** The partition key. Default: `id`. */
  readonly keyAttr?: string | undefined;
  /** The sort key, for a table with a composite key: it holds the idempotency key. Default: none. */
  readonly sortKeyAttr?: string | undefined;
  /** The partition key's value where there is a sort key. Default: `idempotency#` and `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly staticPkValue?: string | undefined;
  /** Default: `status`. */
  readonly statusAttr?: string | undefined;
  /** The table's time-to-live attribute, seconds since the epoch. Default: `expiration`. */
  readonly expiryAttr?: string | undefined;
  /** Milliseconds since the epoch. Default: `in_progress_expiration`. */
  readonly inProgressExpiryAttr?: string | undefined;
  /** The response. Default: `data`. */
  readonly dataAttr?: string | undefined;
  /** The hash of what `payloadValidationJmesPath` selects. Default: `validation`. */
  readonly validationKeyAttr?: string | undefined;
  /** Which execution holds the key. Default: `claim`. */
  readonly claimAttr?: string | undefined;
  /** The trace of that execution. Default: `traceparent`. */
  readonly traceparentAttr?: string | undefined;
}

export type DynamoDBPersistenceOptions = TableOptions &
  (
    | { readonly awsSdkV3Client?: DynamoDBSender | undefined; readonly clientConfig?: never }
    | { readonly awsSdkV3Client?: never; readonly clientConfig?: DynamoDBClientConfig | undefined }
  );

type Sdk = typeof import('@aws-sdk/client-dynamodb');
type Item = Record<string, AttributeValue>;
interface Connection {
  readonly sdk: Sdk;
  readonly client: DynamoDBSender;
}

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
export class DynamoDBPersistenceLayer extends BasePersistenceLayer {
  readonly #table: TableOptions;
  readonly #names: Required<{ [Name in keyof typeof PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS]: string }>;
  readonly #keyAttr: string;
  readonly #connection: Promise<Connection>;

  constructor(options: DynamoDBPersistenceOptions) {
    super();
    const { keyAttr = 'id', sortKeyAttr, awsSdkV3Client, clientConfig = {} } = options;
    if (keyAttr === sortKeyAttr)
      throw new Error(`keyAttr and sortKeyAttr are both "${keyAttr}"; a table's two keys differ`);
    if (awsSdkV3Client && typeof awsSdkV3Client.send !== 'function') {
      throw new Error('awsSdkV3Client must be a DynamoDBClient of AWS SDK v3, or another object with its send method');
    }
    this.#table = options;
    this.#keyAttr = keyAttr;
    const names = PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS;
    this.#names = {
      statusAttr: options.statusAttr ?? names.statusAttr,
      expiryAttr: options.expiryAttr ?? names.expiryAttr,
      inProgressExpiryAttr: options.inProgressExpiryAttr ?? names.inProgressExpiryAttr,
      dataAttr: options.dataAttr ?? names.dataAttr,
      validationKeyAttr: options.validationKeyAttr ?? names.validationKeyAttr,
      claimAttr: options.claimAttr ?? names.claimAttr,
      traceparentAttr: options.traceparentAttr ?? names.traceparentAttr,
    };
    // Begun now, in Lambda's initialisation phase, and not in the first request.
    this.#connection = import('@aws-sdk/client-dynamodb').then((sdk) => ({
      sdk,
      client: awsSdkV3Client ?? new sdk.DynamoDBClient(clientConfig),
    }));
    // Whoever awaits it first is told; nobody may.
    this.#connection.catch(() => {});
  }

  protected override async _putRecord(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined> {
    const { statusAttr, expiryAttr, inProgressExpiryAttr } = this.#names;
    const { sdk, client } = await this.#connection;
    const now = Date.now();
    const command = new sdk.PutItemCommand({
      TableName: this.#table.tableName,
      Item: { ...this.#key(record.idempotencyKey), ...this.#attributes(record) },
      ConditionExpression:
        'attribute_not_exists(#id) OR #expiry < :now OR ' +
        '(#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)',
      ExpressionAttributeNames: {
        '#id': this.#keyAttr,
        '#expiry': expiryAttr,
        '#in_progress_expiry': inProgressExpiryAttr,
        '#status': statusAttr,
      },
      ExpressionAttributeValues: {
        ':now': { N: String(now / 1000) },
        ':now_in_millis': { N: String(now) },
        ':inprogress': { S: IdempotencyRecordStatus.INPROGRESS },
      },
      ReturnValues: 'ALL_OLD',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const { Attributes: replaced } = await this.#write(client, command, record);
    return replaced && this.#record(replaced);
  }

  protected override async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    const { sdk, client } = await this.#connection;
    const { Item: item } = await send(
      client,
      new sdk.GetItemCommand({
        TableName: this.#table.tableName,
        Key: this.#key(idempotencyKey),
        ConsistentRead: true,
      }),
    );
    if (!item) throw new IdempotencyItemNotFoundError(`There is no record under ${idempotencyKey}`);
    return this.#record(item);
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const { sdk, client } = await this.#connection;
    const { condition, names, values } = this.#isOwn(record);
    const assignments = Object.entries(this.#attributes(record)).map(([name, value], index) => {
      names[`#a${index}`] = name;
      values[`:a${index}`] = value;
      return `#a${index} = :a${index}`;
    });
    const command = new sdk.UpdateItemCommand({
      TableName: this.#table.tableName,
      Key: this.#key(record.idempotencyKey),
      UpdateExpression: `SET ${assignments.join(', ')}`,
      ConditionExpression: `attribute_not_exists(#id) OR (${condition})`,
      ExpressionAttributeNames: { ...names, '#id': this.#keyAttr },
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await this.#write(client, command, record);
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    const { sdk, client } = await this.#connection;
    const { condition, names, values } = this.#isOwn(record);
    const command = new sdk.DeleteItemCommand({
      TableName: this.#table.tableName,
      Key: this.#key(record.idempotencyKey),
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
    try {
      await send(client, command);
    } catch (error) {
      // Another execution has taken over, or there is nothing left to delete.
      if (!isConditionFailure(error)) throw error;
    }
  }

  /** The condition that the record in the table is the one that this execution claimed. */
  #isOwn({ claim }: IdempotencyRecord): { condition: string; names: Record<string, string>; values: Item } {
    const names = { '#status': this.#names.statusAttr, '#claim': this.#names.claimAttr };
    const inProgress: Item = { ':inprogress': { S: IdempotencyRecordStatus.INPROGRESS } };
    return claim === undefined
      ? { condition: '#status = :inprogress AND attribute_not_exists(#claim)', names, values: inProgress }
      : {
          condition: '#status = :inprogress AND #claim = :claim',
          names,
          values: { ...inProgress, ':claim': { S: claim } },
        };
  }

  async #write(client: DynamoDBSender, command: object, record: IdempotencyRecord): Promise<Output> {
    try {
      return await send(client, command);
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      throw new IdempotencyItemAlreadyExistsError(
        `There is a record of another execution under ${record.idempotencyKey}`,
        error.Item && this.#record(error.Item),
        { cause: error },
      );
    }
  }

  #key(idempotencyKey: string): Item {
    const { sortKeyAttr, staticPkValue } = this.#table;
    if (!sortKeyAttr) return { [this.#keyAttr]: { S: idempotencyKey } };
    const partition = staticPkValue ?? `idempotency#${this.idempotencyKeyPrefix}`;
    return { [this.#keyAttr]: { S: partition }, [sortKeyAttr]: { S: idempotencyKey } };
  }

  #attributes(record: IdempotencyRecord): Item {
    const { expiryAttr, statusAttr, inProgressExpiryAttr, dataAttr, validationKeyAttr, claimAttr, traceparentAttr } =
      this.#names;
    const item: Item = { [statusAttr]: { S: record.status } };
    const add = (name: string, value: unknown): void => {
      if (value !== undefined) item[name] = toAttributeValue(value);
    };
    add(expiryAttr, record.expiryTimestamp);
    add(inProgressExpiryAttr, record.inProgressExpiryTimestamp);
    add(validationKeyAttr, record.payloadHash);
    add(claimAttr, record.claim);
    add(traceparentAttr, record.traceparent);
    add(dataAttr, record.responseData);
    return item;
  }

  #record(item: Item): IdempotencyRecord {
    const { sortKeyAttr } = this.#table;
    const names = this.#names;
    const value = (name: string): unknown => {
      const attribute = item[name];
      return attribute && fromAttributeValue(attribute);
    };
    const text = (name: string): string | undefined => {
      const found = value(name);
      return typeof found === 'string' ? found : undefined;
    };
    const number = (name: string): number | undefined => {
      const found = value(name);
      return typeof found === 'number' ? found : undefined;
    };
    const sortKey = sortKeyAttr === undefined ? undefined : text(sortKeyAttr);
    return new IdempotencyRecord({
      idempotencyKey: sortKey ?? text(this.#keyAttr) ?? '',
      sortKey,
      // The record itself refuses a status that is none.
      status: text(names.statusAttr) as IdempotencyRecordStatusValue,
      expiryTimestamp: number(names.expiryAttr),
      inProgressExpiryTimestamp: number(names.inProgressExpiryAttr),
      responseData: value(names.dataAttr),
      payloadHash: text(names.validationKeyAttr),
      claim: text(names.claimAttr),
      traceparent: text(names.traceparentAttr),
    });
  }
}

interface Output {
  readonly Item?: Item | undefined;
  readonly Attributes?: Item | undefined;
}

/** What the four commands answer, as far as it is read here. */
const send = (client: DynamoDBSender, command: object): Promise<Output> => client.send(command);

// An error code of DynamoDB's protocol; the client may come from another copy of the SDK than the commands.
const isConditionFailure = (error: unknown): error is Output =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
