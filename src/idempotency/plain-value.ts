/**
 * A deep copy of a result in the form in which a store keeps it: what JSON would make of it, but binary values, sets and
 * big integers keep their type. Members that are undefined or functions are left out.
 */
export function toPlainValue(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function' && !(value instanceof Uint8Array)) {
    return toPlainValue(value.toJSON());
  }
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return new Set(value);
  if (Array.isArray(value)) return value.map((item) => toPlainValue(item) ?? null);
  return plainObject(value instanceof Map ? value : Object.entries(value));
}

function plainObject(entries: Iterable<[unknown, unknown]>): object {
  const members: [string, unknown][] = [];
  for (const [key, member] of entries) {
    const plain = toPlainValue(member);
    if (plain !== undefined) members.push([String(key), plain]);
  }
  // It defines members, so that one named `__proto__` is data like any other.
  return Object.fromEntries(members);
}
