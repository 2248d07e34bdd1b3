const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** How many bytes compressed data may become, unless the caller says otherwise: 10 MB. */
export const MAX_DECOMPRESSED_BYTES = 10 * 1024 * 1024;

/** Compressed data becomes more bytes than it may. */
export class DecompressedSizeError extends RangeError {
  override readonly name = 'DecompressedSizeError';

  constructor(limit: number, cause: unknown) {
    super(
      `The compressed data is more than ${limit} bytes without compression. Allow more with maxDecompressedBytes.`,
      {
        cause,
      },
    );
  }
}

/** The bytes, or undefined where the text is not standard, padded base64 (`Buffer` would skip what it does not know). */
export function fromBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** Whether the bytes begin as gzip does (RFC 1952, 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses, up to `limit` bytes: a few kilobytes can otherwise become more than the function's memory.
 *
 * @throws {DecompressedSizeError} more than `limit` bytes come out.
 * @throws {Error} it is not gzip.
 */
export function gunzip(bytes: Uint8Array, limit: number): Buffer {
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    throw cause instanceof RangeError ? new DecompressedSizeError(limit, cause) : cause;
  }
}
