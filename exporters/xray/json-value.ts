// Deeper than anybody reads, and shallow enough for every JSON parser.
const MAX_DEPTH = 64;

/**
 * `value` as JSON can hold it. Attributes are typed as primitives and arrays of them, but nothing stops JavaScript from
 * setting a BigInt, a cyclic object or a NaN, and one of these must not cost the document.
 */
export const jsonValue = (value: unknown): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      if (value === null || (Array.isArray(value) && value.every(isPlain))) return value;
      return copy(value, [], 0);
    default:
      return copy(value, [], 0);
  }
};

/** Sets a key that came from a user: `__proto__` is a key like any other. */
export const setOwn = <T>(target: Record<string, T>, key: string, value: T): void => {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
};

const isPlain = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

const copy = (value: unknown, ancestors: readonly unknown[], depth: number): unknown => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[Function]';
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return '[Circular]';
  if (depth === MAX_DEPTH) return '[Too deep]';
  try {
    return copyObject(value, [...ancestors, value], depth + 1);
  } catch {
    return '[Unreadable]';
  }
};

const copyObject = (value: object, ancestors: readonly unknown[], depth: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => copy(item ?? null, ancestors, depth));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Set) return [...value].map((item) => copy(item, ancestors, depth));
  const result: Record<string, unknown> = {};
  const entries = value instanceof Map ? value : Object.entries(value);
  for (const [key, item] of entries) setOwn(result, String(key), copy(item, ancestors, depth));
  return result;
};
