import { search } from '../jmespath/index.js';
import { IdempotencyKeyError } from './errors.js';
import type { IdempotencyConfig } from './idempotency-config.js';

/**
 * The digest of what identifies a call, or undefined when there is no key and the call is to run without one.
 *
 * @throws {IdempotencyKeyError} there is no key and the configuration demands one.
 */
export function keyDigest(payload: unknown, config: IdempotencyConfig): string | undefined {
  const { eventKeyJmesPath, jmesPathOptions, throwOnNoIdempotencyKey, hashFunction } = config;
  const isSelected = eventKeyJmesPath !== '';
  const selected = isSelected ? search(eventKeyJmesPath, payload, jmesPathOptions) : payload;
  if (selected !== undefined && !(isEmpty(selected) && (isSelected || throwOnNoIdempotencyKey))) {
    return digest(selected, hashFunction);
  }
  if (isSelected && !throwOnNoIdempotencyKey) return undefined;
  throw new IdempotencyKeyError(
    isSelected
      ? `The payload has no idempotency key: "${eventKeyJmesPath}" finds nothing in it`
      : 'The payload is empty: there is nothing to make an idempotency key of',
  );
}

/** The digest of what must be equal between two calls with the same key, or undefined where nothing need be. */
export function payloadDigest(payload: unknown, config: IdempotencyConfig): string | undefined {
  const { payloadValidationJmesPath, jmesPathOptions, hashFunction } = config;
  if (payloadValidationJmesPath === undefined) return undefined;
  // Stored as the empty string by Powertools, too.
  if (payloadValidationJmesPath === '') return '';
  return digest(search(payloadValidationJmesPath, payload, jmesPathOptions) ?? null, hashFunction);
}

/**
 * The value with the keys of its objects in an order that does not depend on who wrote them. The order is that of the
 * lower-cased keys, so that digests equal those in records of Powertools.
 */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const entries = Object.entries(value as object).sort(
    ([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b),
  );
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}

/** Nothing that tells one call from another: no value at all, or a list or object of none. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value !== 'object' || value instanceof Date) return false;
  return Object.values(value).every((member) => member === null || member === undefined || member === '');
}

function digest(value: unknown, hashFunction: string): string {
  return process.getBuiltinModule('node:crypto').createHash(hashFunction).update(canonicalJson(value)).digest('base64');
}

function canonicalJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(sortKeys(value));
  } catch (cause) {
    throw new IdempotencyKeyError('What makes the idempotency key cannot be written as JSON', { cause });
  }
  if (json === undefined) throw new IdempotencyKeyError(`A ${typeof value} cannot be an idempotency key`);
  return json;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
