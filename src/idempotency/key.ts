import { search } from '../jmespath/index.js';
import { IdempotencyKeyError } from './errors.js';
import type { IdempotencyConfig } from './idempotency-config.js';
import { keyFormOf } from './values/key-form.js';

/** What of a configuration makes keys. */
export type KeySettings = Pick<
  IdempotencyConfig,
  'eventKeyJmesPath' | 'payloadValidationJmesPath' | 'jmesPathOptions' | 'throwOnNoIdempotencyKey' | 'hashFunction'
>;

/**
 * The digest of what identifies a call, or undefined when there is no key and the call is to run without one.
 *
 * @throws {IdempotencyKeyError} there is no key and the configuration demands one, or what would make it cannot be read.
 */
export function keyDigest(payload: unknown, config: KeySettings): string | undefined {
  const { eventKeyJmesPath, jmesPathOptions, throwOnNoIdempotencyKey, hashFunction } = config;
  const isSelected = eventKeyJmesPath !== '';
  const selected = isSelected ? search(eventKeyJmesPath, payload, jmesPathOptions) : payload;
  const form = selected === undefined ? undefined : keyFormOf(selected);
  if (form && !(form.isEmpty && (isSelected || throwOnNoIdempotencyKey))) return digest(form.text, hashFunction);
  if (isSelected && !throwOnNoIdempotencyKey) return undefined;
  throw new IdempotencyKeyError(
    isSelected
      ? `The payload has no idempotency key: "${eventKeyJmesPath}" finds nothing in it`
      : 'The payload is empty: there is nothing to make an idempotency key of',
  );
}

/** The digest of what must be equal between two calls with the same key, or undefined where nothing need be. */
export function payloadDigest(payload: unknown, config: KeySettings): string | undefined {
  const { payloadValidationJmesPath, jmesPathOptions, hashFunction } = config;
  if (payloadValidationJmesPath === undefined) return undefined;
  // Stored as the empty string by Powertools, too.
  if (payloadValidationJmesPath === '') return '';
  const selected = search(payloadValidationJmesPath, payload, jmesPathOptions) ?? null;
  return digest(keyFormOf(selected).text, hashFunction);
}

/** The digest of any value, as keys have it. */
export function digestOf(value: unknown, { hashFunction }: KeySettings): string {
  return digest(keyFormOf(value).text, hashFunction);
}

function digest(text: string, hashFunction: string): string {
  return process.getBuiltinModule('node:crypto').createHash(hashFunction).update(text).digest('base64');
}
