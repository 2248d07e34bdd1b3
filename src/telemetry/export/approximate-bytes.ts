// Of what has always the same size: identifiers, times, kinds.
const BYTES_OF_OBJECT = 24;
const BYTES_OF_NUMBER = 8;
// As deep as the attributes of a data point are in an export of metrics, and a little more.
const DEEPEST = 9;

/** What is the same for all items of an export, or none of the item's own. */
const LEFT_OUT: ReadonlySet<string> = new Set(['resource', 'instrumentationScope', 'scope']);

/**
 * About how many bytes spans, metrics or log records make when they are encoded: near enough to say when a batch is
 * complete.
 */
export function approximateBytes(items: unknown, depth = 0): number {
  if (typeof items === 'string') return items.length;
  if (typeof items !== 'object' || items === null) return BYTES_OF_NUMBER;
  if (ArrayBuffer.isView(items)) return items.byteLength;
  if (depth > DEEPEST) return BYTES_OF_OBJECT;
  const isList = Array.isArray(items);
  let bytes = BYTES_OF_OBJECT;
  for (const [key, value] of Object.entries(items)) {
    // What is private to the SDK's own classes.
    if (LEFT_OUT.has(key) || key.startsWith('_') || typeof value === 'function') continue;
    bytes += (isList ? 0 : key.length) + approximateBytes(value, depth + 1);
  }
  return bytes;
}
