import { diag } from '@opentelemetry/api';
import { asObject, attempt } from '../shared/unknown.js';
import type { BatchSource } from './sources.js';
import type { PartialItemFailures } from './types.js';

/**
 * The records that Lambda is to send again, each once. One that has no id cannot be named: an empty identifier makes
 * Lambda send the whole batch again, so that it is not lost.
 */
export function failuresOf(source: BatchSource, records: readonly unknown[]): PartialItemFailures[] {
  const ids = new Set<string>();
  for (const record of records) ids.add(attempt(() => source.idOf(asObject(record) ?? {})) ?? '');
  if (ids.has(''))
    diag.error('otel-powertools: a record that failed has no id, so the whole batch is reported as failed.');
  return Array.from(ids, (itemIdentifier) => ({ itemIdentifier }));
}

/** What was thrown, as an error: anything can be. */
export function errorFrom(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(attempt(() => String(thrown)) ?? typeof thrown, { cause: thrown });
}
