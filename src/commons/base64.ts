const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of `input`, which has to be base64 with its padding. Without an encoding they are those of the text itself, as
 * Powertools has it; with `'base64'` those that it stands for.
 *
 * @param encoding - How `input` is read. Default: as UTF-8 text.
 * @throws {TypeError} `input` is no base64, or its padding is missing.
 *
 * @example
 * fromBase64('aGVsbG8=', 'base64'); // the five bytes of "hello"
 */
export function fromBase64(input: string, encoding?: BufferEncoding): Uint8Array {
  if (input.length % 4 !== 0) {
    throw new TypeError(`Incorrect padding on base64 string: ${input.length} characters are no multiple of 4.`);
  }
  if (!BASE64.test(input)) throw new TypeError('Invalid base64 string: it has characters that base64 does not know.');
  const bytes = Buffer.from(input, encoding);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
