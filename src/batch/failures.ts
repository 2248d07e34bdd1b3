import { diag } from '@opentelemetry/api';
import { asObject, attempt } from '../shared/unknown.js';
import type { BatchSource } from './sources.js';
import type { PartialItemFailures } from './types.js';

/**
 * The records that Lambda is to send again, each once. One that has no id cannot be named: an empty identifier makes
 * Lambda send the whole batch again, so that it is not lost.
 */
export function failuresOf(source: BatchSource, records: readonly unknown[]): PartialItemFailures[] {
  const failures = new Map<string, PartialItemFailures>();
  for (const record of records) {
    const shape = asObject(record) ?? {};
    const id = attempt(() => source.idOf(shape)) ?? '';
    if (id === '' && !failures.has(id)) {
      diag.error('otel-powertools: a record that failed has no id, so the whole batch is reported as failed.');
    }
    // What names a record of Kafka to Lambda is no text: the types of the handler say so.
    failures.set(id, { itemIdentifier: (id && source.identifierOf?.(shape)) || id } as PartialItemFailures);
  }
  return [...failures.values()];
}

/** What was thrown, as an error: anything can be. */
export function errorFrom(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  // Of another realm: Jest's, or one of `node:vm`.
  if (process.getBuiltinModule('node:util').types.isNativeError(thrown)) return thrown;
  return new Error(attempt(() => String(thrown)) ?? typeof thrown, { cause: thrown });
}
