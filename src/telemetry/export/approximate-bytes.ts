const BYTES_OF_OBJECT = 4;
// Most are part of a time, and take eight for two.
const BYTES_OF_NUMBER = 6;
// Deeper than the attributes of a data point are in an export of metrics.
const DEEPEST = 9;

/** What is the same for all items of an export. */
const LEFT_OUT: ReadonlySet<string> = new Set(['resource', 'instrumentationScope', 'scope']);

/** Where names are data, and not those of members. */
const WITH_NAMES: ReadonlySet<string> = new Set(['attributes', 'body']);

/**
 * About how many bytes spans, metrics or log records make when they are encoded: near enough to say when a batch is
 * complete.
 */
export function approximateBytes(items: unknown): number {
  return bytesOf(items, 0, false);
}

function bytesOf(value: unknown, depth: number, hasNames: boolean): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : BYTES_OF_NUMBER;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let bytes = BYTES_OF_OBJECT;
  if (depth > DEEPEST) return bytes;
  const countsNames = hasNames && !Array.isArray(value);
  for (const [name, member] of Object.entries(value)) {
    // What is private to the SDK's own classes, and their methods.
    if (LEFT_OUT.has(name) || name.startsWith('_') || typeof member === 'function') continue;
    bytes += (countsNames ? name.length : 0) + bytesOf(member, depth + 1, hasNames || WITH_NAMES.has(name));
  }
  return bytes;
}
