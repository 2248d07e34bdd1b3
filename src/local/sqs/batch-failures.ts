import { isRecord } from '../is-record.js';

/**
 * Which messages of a batch are to come again, by what the function returned: undefined for all of them, as where the
 * answer is not in the form that Lambda reads, or names a message that was not sent.
 */
export function failuresIn(response: Buffer, sent: ReadonlySet<string>): ReadonlySet<string> | undefined {
  let answer: unknown;
  try {
    answer = response.length === 0 ? null : JSON.parse(response.toString('utf8'));
  } catch {
    return undefined;
  }
  if (answer === null) return new Set();
  if (!isRecord(answer)) return undefined;
  const { batchItemFailures: failures = null } = answer;
  if (failures === null) return new Set();
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure) => (isRecord(failure) ? failure.itemIdentifier : undefined));
  const known = ids.filter((id): id is string => typeof id === 'string' && sent.has(id));
  return known.length === ids.length ? new Set(known) : undefined;
}
