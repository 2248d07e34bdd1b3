import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import { toJson } from '../../../exporters/json/json-value.js';
import { type Environment, readNumber } from '../../settings/read.js';
import { warnOnce } from '../../shared/process-state.js';
import { attempt, isPlainObject } from '../../shared/unknown.js';

/** How much of what it is given a log record holds. */
export interface LogRecordLimits {
  /** `OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT`, `OTEL_ATTRIBUTE_COUNT_LIMIT`; default 128. */
  readonly count: number;
  /** Characters of a text. `OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT`, `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`; default none. */
  readonly valueLength: number;
}

const DEFAULT_COUNT = 128;

export function readLogRecordLimits(env: Environment): LogRecordLimits {
  return {
    count: readNumber(env, ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT']) ?? DEFAULT_COUNT,
    valueLength:
      readNumber(env, ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT']) ??
      Number.POSITIVE_INFINITY,
  };
}

/** The attributes that a record holds of those it is given, and how many are too many. */
export function limitedAttributes(
  attributes: Readonly<Record<string, unknown>>,
  { count, valueLength }: LogRecordLimits,
): { readonly attributes: AnyValueMap; readonly dropped: number } {
  const kept: [string, AnyValue][] = [];
  let dropped = 0;
  for (const [key, value] of Object.entries(attributes)) {
    try {
      if (key === '') throw new TypeError('its key is empty');
      const copy = copyOf(value, valueLength, []);
      if (kept.length < count) kept.push([key, copy]);
      else dropped += 1;
    } catch (error) {
      warnOnce(
        'log-attribute',
        `the attribute "${key}" of a log record is left out. Further ones are not reported.`,
        error,
      );
    }
  }
  return { attributes: Object.fromEntries(kept), dropped };
}

/**
 * A copy of a value, its texts cut. What the logs API has no form for is what a log line makes of it: errors, dates, maps.
 *
 * @throws TypeError for a function or a symbol: neither is data.
 */
function copyOf(value: unknown, maxLength: number, inside: readonly unknown[]): AnyValue {
  if (typeof value === 'string') return value.slice(0, maxLength);
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && !inside.includes(value)) {
    const around = [...inside, value];
    if (Array.isArray(value)) return value.map((item) => copyOf(item, maxLength, around));
    const entries = isPlainObject(value) ? attempt(() => Object.entries(value)) : undefined;
    if (entries) return Object.fromEntries(entries.map(([key, item]) => [key, copyOf(item, maxLength, around)]));
  }
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`it is a ${typeof value}`);
  const text = toJson(value);
  return text === undefined ? undefined : copyOf(JSON.parse(text), maxLength, []);
}
