/** The bytes of text and of binary data; anything else has none. */
export const byteLength = (value: unknown): number =>
  typeof value === 'string' || value instanceof Uint8Array ? Buffer.byteLength(value) : 0;
