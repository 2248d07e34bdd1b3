import type { GetItemCommandInput, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { GetMultipleOptionsInterface, GetOptionsInterface, GetOutput, JSONValue } from '../base/types.js';

export type { GetMaybeUndefined } from '../base/types.js';

interface DynamoDBGetOptionsBase extends GetOptionsInterface {
  /** Members of the input of `GetItem`. */
  sdkOptions?: Omit<Partial<GetItemCommandInput>, 'Key' | 'TableName' | 'ProjectionExpression'> | undefined;
}

/** Options of an item. */
export type DynamoDBGetOptions =
  | (DynamoDBGetOptionsBase & { transform: 'json' })
  | (DynamoDBGetOptionsBase & { transform: 'binary' })
  | (DynamoDBGetOptionsBase & { transform?: never })
  | undefined;

/** The type of a value: what JSON can hold, or the one that is named. */
export type DynamoDBGetOutput<ExplicitUserProvidedType = undefined, InferredFromOptionsType = undefined> = GetOutput<
  ExplicitUserProvidedType,
  InferredFromOptionsType,
  JSONValue
>;

interface DynamoDBGetMultipleOptionsBase extends GetMultipleOptionsInterface {
  /** Members of the input of `Query`. `Limit` is the size of a page; all pages are read. */
  sdkOptions?: Partial<QueryCommandInput> | undefined;
}

/** Options of the items of a partition. */
export type DynamoDBGetMultipleOptions =
  | (DynamoDBGetMultipleOptionsBase & { transform: 'json' })
  | (DynamoDBGetMultipleOptionsBase & { transform: 'binary' })
  | (DynamoDBGetMultipleOptionsBase & { transform: 'auto' })
  | (DynamoDBGetMultipleOptionsBase & { transform?: never });

/** The type of the values of a partition. */
export type DynamoDBGetMultipleOutput<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType = undefined,
> = DynamoDBGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>;
