import { type AttributeValue, fromAttributeValue, toAttributeValue } from '../../aws/attribute-values.js';
import { isConditionFailure } from '../../aws/call-span.js';
import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from '../errors.js';
import { attributeNamesOf, type BasePersistenceAttributes } from '../persistence/attribute-names.js';
import { BasePersistenceLayer, type StoreRequestOptions } from '../persistence/base-persistence-layer.js';
import {
  IdempotencyRecord,
  IdempotencyRecordStatus,
  type IdempotencyRecordStatusValue,
} from '../persistence/idempotency-record.js';

export interface DynamoDBTableOptions extends BasePersistenceAttributes {
  /** The table that holds the records. It must exist. */
  readonly tableName: string;
  /** The partition key. Default: `id`. */
  readonly keyAttr?: string | undefined;
  /** The sort key, for a table with a composite key: it holds the idempotency key. Default: none. */
  readonly sortKeyAttr?: string | undefined;
  /** The partition key's value where there is a sort key. Default: `idempotency#` and `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly staticPkValue?: string | undefined;
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
export type SendOperation = (operation: Operation, input: object, options?: StoreRequestOptions) => Promise<Answer>;

/** Records in a DynamoDB table, whoever makes the requests. */
export class DynamoDBTableLayer extends BasePersistenceLayer {
  /** The table that holds the records. */
  protected readonly tableName: string;
  /** The partition key. */
  protected readonly keyAttr: string;
  /** The sort key, where the table has a composite key. */
  protected readonly sortKeyAttr: string | undefined;
  /** The partition key's value where there is a sort key. */
  protected readonly staticPkValue: string;
  /** The attribute that says whether the execution has completed. */
  protected readonly statusAttr: string;
  /** The attribute that says when a record stops counting: seconds since the epoch. */
  protected readonly expiryAttr: string;
  /** The attribute that says when an execution is given up: milliseconds since the epoch. */
  protected readonly inProgressExpiryAttr: string;
  /** The attribute of the response. */
  protected readonly dataAttr: string;
  /** The attribute of the hash of what is validated. */
  protected readonly validationKeyAttr: string;
  /** The attribute that says which execution holds the key. */
  protected readonly claimAttr: string;
  /** The attribute of that execution's trace. */
  protected readonly traceparentAttr: string;
  readonly #send: SendOperation;

  constructor(options: DynamoDBTableOptions, send: SendOperation) {
    super();
    const { keyAttr = 'id', sortKeyAttr } = options;
    if (keyAttr === sortKeyAttr)
      throw new Error(`keyAttr and sortKeyAttr are both "${keyAttr}"; a table's two keys differ`);
    this.tableName = options.tableName;
    this.keyAttr = keyAttr;
    this.sortKeyAttr = sortKeyAttr;
    this.staticPkValue = options.staticPkValue ?? `idempotency#${this.idempotencyKeyPrefix}`;
    const names = attributeNamesOf(options);
    this.statusAttr = names.statusAttr;
    this.expiryAttr = names.expiryAttr;
    this.inProgressExpiryAttr = names.inProgressExpiryAttr;
    this.dataAttr = names.dataAttr;
    this.validationKeyAttr = names.validationKeyAttr;
    this.claimAttr = names.claimAttr;
    this.traceparentAttr = names.traceparentAttr;
    this.#send = send;
  }

  protected override async _putRecord(
    record: IdempotencyRecord,
    options?: StoreRequestOptions,
  ): Promise<IdempotencyRecord | undefined> {
    const { statusAttr, expiryAttr, inProgressExpiryAttr } = this;
    const now = Date.now();
    const { Attributes: replaced } = await this.#write(
      'PutItem',
      record,
      {
        TableName: this.tableName,
        Item: { ...this.getKey(record.idempotencyKey), ...this.#attributes(record) },
        ConditionExpression:
          'attribute_not_exists(#id) OR #expiry < :now OR ' +
          '(#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)',
        ExpressionAttributeNames: {
          '#id': this.keyAttr,
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
      },
      options,
    );
    return replaced && this.#record(replaced);
  }

  protected override async _getRecord(
    idempotencyKey: string,
    options?: StoreRequestOptions,
  ): Promise<IdempotencyRecord> {
    const { Item: item } = await this.#request(
      'GetItem',
      {
        TableName: this.tableName,
        Key: this.getKey(idempotencyKey),
        ConsistentRead: true,
      },
      options,
    );
    if (!item) throw new IdempotencyItemNotFoundError(`There is no record under ${idempotencyKey}`);
    return this.#record(item);
  }

  protected override async _updateRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void> {
    const { condition, names, values } = this.#isOwn(record);
    const assignments = Object.entries(this.#attributes(record)).map(([name, value], index) => {
      names[`#a${index}`] = name;
      values[`:a${index}`] = value;
      return `#a${index} = :a${index}`;
    });
    await this.#write(
      'UpdateItem',
      record,
      {
        TableName: this.tableName,
        Key: this.getKey(record.idempotencyKey),
        UpdateExpression: `SET ${assignments.join(', ')}`,
        ConditionExpression: `attribute_not_exists(#id) OR (${condition})`,
        ExpressionAttributeNames: { ...names, '#id': this.keyAttr },
        ExpressionAttributeValues: values,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      options,
    );
  }

  protected override async _deleteRecord(record: IdempotencyRecord, options?: StoreRequestOptions): Promise<void> {
    const { condition, names, values } = this.#isOwn(record);
    try {
      await this.#request(
        'DeleteItem',
        {
          TableName: this.tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        },
        options,
      );
    } catch (error) {
      // Another execution has taken over, or there is nothing left to delete.
      if (!isConditionFailure(error)) throw error;
    }
  }

  /** The condition that the record in the table is the one that this execution claimed. */
  #isOwn({ claim }: IdempotencyRecord): { condition: string; names: Record<string, string>; values: Item } {
    const names = { '#status': this.statusAttr, '#claim': this.claimAttr };
    const inProgress: Item = { ':inprogress': { S: IdempotencyRecordStatus.INPROGRESS } };
    return claim === undefined
      ? { condition: '#status = :inprogress AND attribute_not_exists(#claim)', names, values: inProgress }
      : {
          condition: '#status = :inprogress AND #claim = :claim',
          names,
          values: { ...inProgress, ':claim': { S: claim } },
        };
  }

  async #write(
    operation: Operation,
    record: IdempotencyRecord,
    input: object,
    options?: StoreRequestOptions,
  ): Promise<Answer> {
    try {
      return await this.#request(operation, input, options);
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      const { Item: item }: Answer = error;
      throw new IdempotencyItemAlreadyExistsError(
        `There is a record of another execution under ${record.idempotencyKey}`,
        item && this.#record(item),
        { cause: error },
      );
    }
  }

  #request(operation: Operation, input: object, options?: StoreRequestOptions): Promise<Answer> {
    return this.#send(operation, input, options);
  }

  /** The key of the item that holds a record: the idempotency key, or `staticPkValue` with that as the sort key. */
  protected getKey(idempotencyKey: string): Record<string, AttributeValue> {
    const { keyAttr, sortKeyAttr, staticPkValue } = this;
    if (!sortKeyAttr) return { [keyAttr]: { S: idempotencyKey } };
    return { [keyAttr]: { S: staticPkValue }, [sortKeyAttr]: { S: idempotencyKey } };
  }

  #attributes(record: IdempotencyRecord): Item {
    const { expiryAttr, statusAttr, inProgressExpiryAttr, dataAttr, validationKeyAttr, claimAttr, traceparentAttr } =
      this;
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
    const { sortKeyAttr } = this;
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
      idempotencyKey: sortKey ?? text(this.keyAttr) ?? '',
      sortKey,
      // The record itself refuses a status that is none.
      status: text(this.statusAttr) as IdempotencyRecordStatusValue,
      expiryTimestamp: number(this.expiryAttr),
      inProgressExpiryTimestamp: number(this.inProgressExpiryAttr),
      responseData: value(this.dataAttr),
      payloadHash: text(this.validationKeyAttr),
      claim: text(this.claimAttr),
      traceparent: text(this.traceparentAttr),
    });
  }
}
