export type { CacheClient, CachePersistenceOptions } from './cache.js';
export type {
  DynamoDBPersistenceOptions,
  DynamoDBPersistenceOptionsBase,
  DynamoDBPersistenceOptionsWithClientConfig,
  DynamoDBPersistenceOptionsWithClientInstance,
} from './dynamodb.js';
export type { IdempotencyConfigOptions, ResponseHook } from './idempotency-config.js';
export type {
  AnyFunction,
  IdempotencyHandlerOptions,
  IdempotentFunction,
  ItempotentFunctionOptions,
} from './make-idempotent.js';
export type { IdempotencyLambdaHandlerOptions, IdempotencyOptions } from './operation.js';
export type {
  BasePersistenceAttributes,
  BasePersistenceLayerInterface,
  BasePersistenceLayerOptions,
  StoreRequestOptions,
} from './persistence/base-persistence-layer.js';
export type { IdempotencyRecordOptions, IdempotencyRecordStatusValue } from './persistence/idempotency-record.js';
