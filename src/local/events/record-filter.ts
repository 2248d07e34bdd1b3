import { isRecord, type Values } from '../is-record.js';
import { compilePattern } from './event-pattern.js';

/**
 * The test that a filter of an event source mapping means. Where the filter looks into the record's `payload` (its body,
 * as a rule), that is read as JSON; what is none does not match.
 */
export function compileFilter(pattern: unknown, payload: string): (record: Values) => boolean {
  const matches = compilePattern(pattern);
  const looksInto = isRecord(pattern) && isRecord(pattern[payload]);
  if (!looksInto) return matches;
  return (record) => {
    try {
      const content: unknown = JSON.parse(String(record[payload]));
      return matches({ ...record, [payload]: content });
    } catch {
      return false;
    }
  };
}
