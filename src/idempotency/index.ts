export type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
export { idempotent } from './decorator.js';
export {
  IdempotencyAlreadyInProgressError,
  IdempotencyInconsistentStateError,
  IdempotencyInvalidStatusError,
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyKeyError,
  IdempotencyPersistenceLayerError,
  IdempotencyUnknownError,
  IdempotencyValidationError,
} from './errors.js';
export { IdempotencyConfig, type IdempotencyConfigOptions, type ResponseHook } from './idempotency-config.js';
export { type IdempotentFunction, type ItempotentFunctionOptions, makeIdempotent } from './make-idempotent.js';
export { type IdempotencyMiddleware, makeHandlerIdempotent } from './middleware.js';
export type { IdempotencyOptions } from './operation.js';
export { PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS } from './persistence/attribute-names.js';
export { IdempotencyRecordStatus, type IdempotencyRecordStatusValue } from './persistence/idempotency-record.js';
