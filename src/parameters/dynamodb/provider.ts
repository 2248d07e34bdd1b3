import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type AttributeValue, fromAttributeValue } from '../../aws/attribute-values.js';
import { BaseProvider } from '../base/base-provider.js';
import { type SdkClient, type Send, sendWithSdk } from '../base/sdk-sender.js';
import type { GetMaybeUndefined, GetOptionsInterface, JSONValue } from '../base/types.js';
import type {
  DynamoDBGetMultipleOptions,
  DynamoDBGetMultipleOutput,
  DynamoDBGetOptions,
  DynamoDBGetOutput,
} from './options.js';

/** The table, and the client or the settings to make one with. */
export type DynamoDBProviderOptions = {
  /** The table that holds the parameters. */
  tableName: string;
  /** The partition key: a parameter's name, or the path of several. Default: `id`. */
  keyAttr?: string | undefined;
  /** The sort key: the names of several. Default: `sk`. */
  sortAttr?: string | undefined;
  /** Default: `value`. */
  valueAttr?: string | undefined;
} & (
  | { clientConfig?: DynamoDBClientConfig | undefined; awsSdkV3Client?: never }
  | {
      /** A `DynamoDBClient` of AWS SDK v3, or anything that sends its commands. */
      awsSdkV3Client?: SdkClient | undefined;
      clientConfig?: never;
    }
);

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * Parameters in a DynamoDB table. `@aws-sdk/client-dynamodb`, which Lambda's runtime has, is loaded when this is made. The
 * function needs `dynamodb:GetItem` or `dynamodb:Query` on the table, for what it calls.
 *
 * @throws {Error} `awsSdkV3Client` has no `send`.
 * @example
 * ```ts
 * const parameters = new DynamoDBProvider({ tableName: 'parameters' });
 * const limits = await parameters.get('limits', { maxAge: 60 });
 * ```
 */
export class DynamoDBProvider extends BaseProvider {
  readonly #send: Send;
  readonly #tableName: string;
  readonly #keyAttr: string;
  readonly #sortAttr: string;
  readonly #valueAttr: string;

  constructor(options: DynamoDBProviderOptions) {
    super({
      awsSdkV3Client: options.awsSdkV3Client,
      description: {
        id: 'dynamodb',
        title: `the DynamoDB table ${options.tableName}`,
        toGet: `dynamodb:GetItem on ${options.tableName}`,
        toGetMultiple: `dynamodb:Query on ${options.tableName}`,
      },
    });
    this.#send = sendWithSdk<DynamoDBClientConfig>(() => import('./sdk.js'), options, {}, '@aws-sdk/client-dynamodb');
    this.#tableName = options.tableName;
    this.#keyAttr = options.keyAttr || 'id';
    this.#sortAttr = options.sortAttr || 'sk';
    this.#valueAttr = options.valueAttr || 'value';
  }

  /**
   * The value of an item.
   *
   * @throws {GetParameterError} it could not be fetched.
   * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
   * @throws {TransformParameterError} it is not what `transform` says.
   */
  override get<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends DynamoDBGetOptions | undefined = DynamoDBGetOptions,
  >(
    name: string,
    options?: NonNullable<InferredFromOptionsType & DynamoDBGetOptions>,
  ): Promise<
    GetMaybeUndefined<DynamoDBGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
  > {
    // The value's type is what the caller says that the item holds.
    return super.get(name, options) as ReturnType<typeof this.get<ExplicitUserProvidedType, InferredFromOptionsType>>;
  }

  /**
   * The values of the items with this partition key, all pages, by their sort key.
   *
   * @throws {GetParameterError} they could not be fetched.
   * @throws {TransformParameterError} one is not what `transform` says, and `throwOnTransformError` is set.
   */
  override getMultiple<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends DynamoDBGetMultipleOptions | undefined = DynamoDBGetMultipleOptions,
  >(
    path: string,
    options?: NonNullable<InferredFromOptionsType & DynamoDBGetMultipleOptions>,
  ): Promise<DynamoDBGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType> | undefined> {
    return super.getMultiple(path, options) as Promise<
      DynamoDBGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType>
    >;
  }

  /** Reads the item of that name. Undefined: there is none. */
  protected override async _get(name: string, options?: NonNullable<DynamoDBGetOptions>): Promise<unknown> {
    const { Item: item } = await this.#send('GetItem', {
      ...options?.sdkOptions,
      TableName: this.#tableName,
      Key: { [this.#keyAttr]: { S: name } },
      ProjectionExpression: '#value',
      ExpressionAttributeNames: { '#value': this.#valueAttr },
    });
    return item === undefined ? undefined : valueIn(item as Item, this.#valueAttr);
  }

  /** Reads all items with the path as their partition key, by their sort keys. */
  protected override async _getMultiple(
    path: string,
    options?: NonNullable<DynamoDBGetMultipleOptions>,
  ): Promise<Record<string, JSONValue>> {
    const found: [string, JSONValue][] = [];
    let start: unknown;
    do {
      const page = await this.#send('Query', {
        ...options?.sdkOptions,
        TableName: this.#tableName,
        KeyConditionExpression: '#key = :key',
        ExpressionAttributeValues: { ':key': { S: path } },
        ExpressionAttributeNames: { '#key': this.#keyAttr, '#sk': this.#sortAttr, '#value': this.#valueAttr },
        ProjectionExpression: '#sk, #value',
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      for (const item of (page.Items ?? []) as readonly Item[]) {
        // Sets and bytes, which JSON has not, are for those who know that they are there.
        found.push([String(valueIn(item, this.#sortAttr)), valueIn(item, this.#valueAttr) as JSONValue]);
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return Object.fromEntries(found);
  }

  /** A read that is consistent, or filtered, is another value. */
  protected override cacheKey(name: string, options: GetOptionsInterface | undefined): string {
    const { sdkOptions } = options ?? {};
    return `${super.cacheKey(name, options)}${sdkOptions ? `,${JSON.stringify(sdkOptions)}` : ''}`;
  }
}

function valueIn(item: Item, name: string): unknown {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value === undefined ? undefined : fromAttributeValue(value);
}
