import { brand, hasBrand } from '../shared/brand.js';
import type { IdempotencyRecord } from './persistence/idempotency-record.js';

const IDEMPOTENCY_ERROR = brand('IdempotencyError');

/** The base of every error of this module. */
export class IdempotencyUnknownError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  get [IDEMPOTENCY_ERROR](): true {
    return true;
  }
}

/** The base of the errors that are about a record in the store. */
class ExistingRecordError extends IdempotencyUnknownError {
  /** The record that was found under the key, where the store has given it. */
  readonly existingRecord: IdempotencyRecord | undefined;

  constructor(message?: string, existingRecord?: IdempotencyRecord, options?: ErrorOptions) {
    super(message, options);
    this.existingRecord = existingRecord;
    // A record holds a response: a logger that prints the fields of an error must not print it.
    Object.defineProperty(this, 'existingRecord', { enumerable: false });
  }
}

/** A persistence layer did not write, because a record of somebody else is there. Callers do not see it. */
export class IdempotencyItemAlreadyExistsError extends ExistingRecordError {
  override readonly name = 'IdempotencyItemAlreadyExistsError';
}

/** A persistence layer has no record under the key. Callers do not see it. */
export class IdempotencyItemNotFoundError extends IdempotencyUnknownError {
  override readonly name = 'IdempotencyItemNotFoundError';
}

/** Another call with the same key is running. */
export class IdempotencyAlreadyInProgressError extends ExistingRecordError {}

/** A call with the same key had another payload (see `payloadValidationJmesPath`). */
export class IdempotencyValidationError extends ExistingRecordError {}

/** The store holds a status that is none of {@link IdempotencyRecordStatus}. */
export class IdempotencyInvalidStatusError extends IdempotencyUnknownError {}

/** The record changed at every attempt to claim it. Calling again is safe. */
export class IdempotencyInconsistentStateError extends IdempotencyUnknownError {}

/** The store could not be read or written; `cause` is its error. */
export class IdempotencyPersistenceLayerError extends IdempotencyUnknownError {}

/** There is nothing in the payload to make a key of, and `throwOnNoIdempotencyKey` is set. */
export class IdempotencyKeyError extends IdempotencyUnknownError {}

/** The errors by which persistence layers tell what they found. */
interface LayerErrors {
  readonly IdempotencyItemAlreadyExistsError: IdempotencyItemAlreadyExistsError;
  readonly IdempotencyItemNotFoundError: IdempotencyItemNotFoundError;
}

/** Whether a persistence layer, of whichever copy of this package, has thrown this error. */
export function isLayerError<Name extends keyof LayerErrors>(error: unknown, name: Name): error is LayerErrors[Name] {
  return hasBrand(error, IDEMPOTENCY_ERROR) && Reflect.get(error, 'name') === name;
}
