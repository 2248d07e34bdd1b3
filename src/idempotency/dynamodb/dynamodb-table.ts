import { type AttributeValue, fromAttributeValue, toAttributeValue } from '../../aws/attribute-values.js';
import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from '../errors.js';
import { BasePersistenceLayer, PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS } from '../persistence/base-persistence-layer.js';
import {
  IdempotencyRecord,
  IdempotencyRecordStatus,
  type IdempotencyRecordStatusValue,
} from '../persistence/idempotency-record.js';

export interface DynamoDBTableOptions {
  /** The table that holds the records. It must exist. */
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

type Item = Record<string, AttributeValue>;

/** What is read of an answer, and of the error of a condition that does not hold. */
export interface Answer {
  /** The item that was found, for `GetItem`. */
  readonly Item?: Item | undefined;
  /** The attributes before the change, where the request has asked for them. */
  readonly Attributes?: Item | undefined;
}

/** What is used of DynamoDB's API. */
export type Operation = 'PutItem' | 'GetItem' | 'UpdateItem' | 'DeleteItem';

/** Makes a request. The input is as the API has it. */
export type SendOperation = (operation: Operation, input: object) => Promise<Answer>;

/** Records in a DynamoDB table, whoever makes the requests. */
export class DynamoDBTableLayer extends BasePersistenceLayer {
  readonly #table: DynamoDBTableOptions;
  readonly #names: Required<{ [Name in keyof typeof PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS]: string }>;
  readonly #keyAttr: string;
  readonly #send: SendOperation;

  constructor(options: DynamoDBTableOptions, send: SendOperation) {
    super();
    const { keyAttr = 'id', sortKeyAttr } = options;
    if (keyAttr === sortKeyAttr)
      throw new Error(`keyAttr and sortKeyAttr are both "${keyAttr}"; a table's two keys differ`);
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
    this.#send = send;
  }

  protected override async _putRecord(record: IdempotencyRecord): Promise<IdempotencyRecord | undefined> {
    const { statusAttr, expiryAttr, inProgressExpiryAttr } = this.#names;
    const now = Date.now();
    const { Attributes: replaced } = await this.#write('PutItem', record, {
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
    return replaced && this.#record(replaced);
  }

  protected override async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    const { Item: item } = await this.#send('GetItem', {
      TableName: this.#table.tableName,
      Key: this.#key(idempotencyKey),
      ConsistentRead: true,
    });
    if (!item) throw new IdempotencyItemNotFoundError(`There is no record under ${idempotencyKey}`);
    return this.#record(item);
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const { condition, names, values } = this.#isOwn(record);
    const assignments = Object.entries(this.#attributes(record)).map(([name, value], index) => {
      names[`#a${index}`] = name;
      values[`:a${index}`] = value;
      return `#a${index} = :a${index}`;
    });
    await this.#write('UpdateItem', record, {
      TableName: this.#table.tableName,
      Key: this.#key(record.idempotencyKey),
      UpdateExpression: `SET ${assignments.join(', ')}`,
      ConditionExpression: `attribute_not_exists(#id) OR (${condition})`,
      ExpressionAttributeNames: { ...names, '#id': this.#keyAttr },
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    const { condition, names, values } = this.#isOwn(record);
    try {
      await this.#send('DeleteItem', {
        TableName: this.#table.tableName,
        Key: this.#key(record.idempotencyKey),
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      });
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

  async #write(operation: Operation, record: IdempotencyRecord, input: object): Promise<Answer> {
    try {
      return await this.#send(operation, input);
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

// An error code of DynamoDB's protocol: classes differ between clients, and between copies of the SDK.
function isConditionFailure(error: unknown): error is Answer {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
