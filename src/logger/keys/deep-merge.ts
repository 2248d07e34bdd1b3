import { readSafely } from '../../../exporters/json/read-safely.js';
import { isPlainObject } from '../../shared/unknown.js';

/** The most keys that lines have of their own: more do not fit into one that CloudWatch takes. */
export const MAX_KEYS = 10_000;
// What the rest of this package prints of one value, too.
const MAX_VALUES = 150_000;
const MAX_DEPTH = 64;
const CUT = '[Cut: too many values]';

/** One merging of one value. */
interface Merging {
  readonly ancestors: unknown[];
  /** What has become of objects that occur more than once, by what they were merged into. */
  readonly merged: Map<object, Map<unknown, unknown>>;
  left: number;
}

/**
 * Merges `source` into `target`: plain objects key by key, arrays by index, everything else (instances of classes too)
 * replaces what was there; `undefined` replaces nothing. Plain objects and arrays are copied, so that changing them later
 * changes no log line; what occurs twice is copied once, and what is far more than a line can hold is cut. A key named
 * `__proto__` is data like any other, and a getter that throws costs its own value.
 */
export function mergeKeys(target: Map<string, unknown>, source: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(source)) {
    if (target.size >= MAX_KEYS && !target.has(key)) {
      target.set('[Cut]', 'too many keys');
      return;
    }
    const value = readSafely(source, key);
    if (value !== undefined || !target.has(key)) target.set(key, mergeSafely(target.get(key), value));
  }
}

/** A value as it is kept; one that cannot be looked into is kept as it is. */
function mergeSafely(target: unknown, source: unknown): unknown {
  if (typeof source !== 'object' || source === null) return source;
  try {
    return mergeValue({ ancestors: [], merged: new Map(), left: MAX_VALUES }, target, source);
  } catch {
    return source;
  }
}

function mergeValue(merging: Merging, target: unknown, source: unknown): unknown {
  if (typeof source !== 'object' || source === null) return source;
  const { ancestors, merged } = merging;
  if (ancestors.includes(source)) return '[Circular]';
  const isList = Array.isArray(source);
  if (!isList && !isPlainObject(source)) return source;
  const known = merged.get(source) ?? new Map<unknown, unknown>();
  if (known.has(target)) return known.get(target);
  // Whoever prints it cuts it there.
  if (ancestors.length > MAX_DEPTH) return source;
  ancestors.push(source);
  const result = isList ? mergeList(merging, target, source) : mergeObject(merging, target, source);
  ancestors.pop();
  merged.set(source, known.set(target, result));
  return result;
}

function mergeObject(merging: Merging, target: unknown, source: object): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null);
  if (isPlainObject(target)) Object.assign(merged, target);
  for (const key of Object.keys(source)) {
    merging.left -= 1;
    if (merging.left < 0) return Object.assign(merged, { '[Cut]': 'too many values' });
    const value = readSafely(source, key);
    if (value !== undefined) merged[key] = mergeValue(merging, merged[key], value);
  }
  return merged;
}

function mergeList(merging: Merging, target: unknown, source: readonly unknown[]): unknown[] {
  const merged: unknown[] = Array.isArray(target) ? [...target] : [];
  for (let index = 0; index < source.length; index += 1) {
    merging.left -= 1;
    if (merging.left < 0) return [...merged, CUT];
    merged[index] = mergeValue(merging, merged[index], readSafely(source, String(index)));
  }
  return merged;
}
