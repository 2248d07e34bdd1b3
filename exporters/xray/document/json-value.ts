// Deeper than anybody reads, and shallow enough for every JSON parser.
const MAX_DEPTH = 64;

/**
 * `value` as JSON can hold it. Attributes are typed as primitives and arrays of them, but nothing stops JavaScript from
 * setting a BigInt, a cyclic object or a NaN, and one of these must not cost the document.
 */
export function jsonValue(value: unknown): unknown {
  return isPlain(value) || (Array.isArray(value) && value.every(isPlain)) ? value : copy(value, []);
}

/** Sets a key that came from a user: `__proto__` is a key like any other. */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value);
}

function copy(value: unknown, ancestors: readonly unknown[]): unknown {
  if (value === undefined || isPlain(value)) return value;
  if (typeof value === 'function') return '[Function]';
  // A number here is NaN or infinite; the rest are BigInts and symbols.
  if (typeof value !== 'object' || value === null) return String(value);
  if (ancestors.includes(value)) return '[Circular]';
  if (ancestors.length === MAX_DEPTH) return '[Too deep]';
  try {
    return copyObject(value, [...ancestors, value]);
  } catch {
    return '[Unreadable]';
  }
}

function copyObject(value: object, ancestors: readonly unknown[]): unknown {
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => copy(item ?? null, ancestors));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
  // `fromEntries` defines its keys: `__proto__` is one like any other.
  return Object.fromEntries(Array.from(entries, ([key, item]) => [String(key), copy(item, ancestors)]));
}
