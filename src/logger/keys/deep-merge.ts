import { isPlainObject } from '../../shared/unknown.js';

/**
 * Merges `source` into `target`: plain objects key by key, arrays by index, everything else (instances of classes too)
 * replaces what was there; `undefined` replaces nothing. Plain objects and arrays are copied, so that changing them later
 * changes no log line. A key named `__proto__` is data like any other.
 */
export function mergeKeys(target: Map<string, unknown>, source: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(source)) {
    if (value !== undefined || !target.has(key)) target.set(key, mergeSafely(target.get(key), value));
  }
}

/** A value as it is kept; one that cannot be looked into is kept as it is. */
function mergeSafely(target: unknown, source: unknown): unknown {
  try {
    return mergeValue(target, source, []);
  } catch {
    return source;
  }
}

function mergeValue(target: unknown, source: unknown, ancestors: readonly unknown[]): unknown {
  if (ancestors.includes(source)) return '[Circular]';
  if (isPlainObject(source)) {
    const merged: Record<string, unknown> = Object.create(null);
    if (isPlainObject(target)) Object.assign(merged, target);
    const inside = [...ancestors, source];
    for (const [key, value] of Object.entries(source)) {
      if (value !== undefined) merged[key] = mergeValue(merged[key], value, inside);
    }
    return merged;
  }
  if (Array.isArray(source)) {
    const inside = [...ancestors, source];
    const merged: unknown[] = Array.isArray(target) ? [...target] : [];
    for (const [index, value] of source.entries()) merged[index] = mergeValue(merged[index], value, inside);
    return merged;
  }
  return source;
}
