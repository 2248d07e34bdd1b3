export type { AnyFunction } from '../invocation/adapters/method-decorator.js';
export type { CacheClient, CachePersistenceOptions } from './cache.js';
export type {
  DynamoDBPersistenceOptions,
  DynamoDBPersistenceOptionsBase,
  DynamoDBPersistenceOptionsWithClientConfig,
  DynamoDBPersistenceOptionsWithClientInstance,
} from './dynamodb.js';
export type { IdempotencyConfigOptions, ResponseHook } from './idempotency-config.js';
export type {
  IdempotencyHandlerOptions,
  IdempotentFunction,
  ItempotentFunctionOptions,
} from './make-idempotent.js';
export type { IdempotencyLambdaHandlerOptions, IdempotencyOptions } from './operation.js';
export type { BasePersistenceAttributes } from './persistence/attribute-names.js';
export type {
  BasePersistenceLayerInterface,
  BasePersistenceLayerOptions,
  StoreRequestOptions,
} from './persistence/base-persistence-layer.js';
export type { IdempotencyRecordOptions, IdempotencyRecordStatusValue } from './persistence/idempotency-record.js';
