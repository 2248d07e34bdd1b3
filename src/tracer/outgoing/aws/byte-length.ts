/** The bytes of text and of binary data; anything else has none. */
export function byteLength(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? Buffer.byteLength(value) : 0;
}
