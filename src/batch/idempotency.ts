import { IdempotencyConfig, type IdempotencyConfigOptions } from '../idempotency/idempotency-config.js';
import { makeIdempotent } from '../idempotency/make-idempotent.js';
import type { IdempotencyOptions } from '../idempotency/operation.js';
import type { RecordIdempotency } from './batch.js';

/** What {@link idempotentBy} takes beside the key. */
export interface IdempotentByOptions extends Omit<IdempotencyConfigOptions, 'eventKeyJmesPath'> {
  /** Where the records of what was done are kept, such as a `DynamoDBPersistenceLayer`. */
  readonly persistenceStore: IdempotencyOptions['persistenceStore'];
  /** What the keys begin with. Default: the function's name. */
  readonly keyPrefix?: string | undefined;
}

/**
 * The option `idempotency` of `batch`: a record with a key that was processed before is not processed again, whichever
 * batch it comes in and however often it is delivered. A record that finds an equal one running fails, and is sent again;
 * with `onInProgress: 'wait'` it waits.
 *
 * @param key - A JMESPath expression for what makes two records the same, in the record as the handler gets it.
 * @example
 * ```ts
 * batch(charge, {
 *   source: 'SQS',
 *   envelope: jsonBody(paymentSchema),
 *   idempotency: idempotentBy('body.payment_id', { persistenceStore }),
 * });
 * ```
 */
export function idempotentBy(key: string, options: IdempotentByOptions): RecordIdempotency {
  const { persistenceStore, keyPrefix, ...settings } = options;
  const config = new IdempotencyConfig({ throwOnNoIdempotencyKey: true, ...settings, eventKeyJmesPath: key });
  return { wrap: (handle) => makeIdempotent(handle, { persistenceStore, config, keyPrefix }) };
}
