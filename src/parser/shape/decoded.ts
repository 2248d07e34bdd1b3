import { fromBase64, gunzip, isGzip } from '../../shared/decode.js';
import type { Reading } from './schema.js';

/** The value that `text` is the JSON of. */
export function readJson(text: string, reading: Reading): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    return reading.fail('invalid_json', 'expected JSON');
  }
}

/** What a producer may have put into base64: gzip of JSON or text, JSON, or text, whichever it is. */
export function readBase64(text: string, reading: Reading): unknown {
  const bytes = fromBase64(text);
  if (bytes === undefined) return reading.fail('invalid_format', 'expected base64');
  const before = reading.issues.length;
  const plain = isGzip(bytes) ? unzipped(bytes, reading) : bytes;
  if (reading.issues.length > before) return undefined;
  // What only begins as gzip does is some other data.
  return jsonOrText((plain ?? bytes).toString());
}

/** The JSON in gzip in base64, as CloudWatch Logs sends it. */
export function readGzippedJson(text: string, reading: Reading): unknown {
  const bytes = fromBase64(text);
  const before = reading.issues.length;
  const plain = bytes && unzipped(bytes, reading);
  if (plain !== undefined) return readJson(plain.toString(), reading);
  return reading.issues.length > before ? undefined : reading.fail('invalid_format', 'expected gzip in base64');
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Undefined where it is no gzip, or more than is allowed: that is an issue. */
function unzipped(bytes: Buffer, reading: Reading): Buffer | undefined {
  const limit = reading.maxDecompressedBytes;
  try {
    return gunzip(bytes, limit);
  } catch (error) {
    return error instanceof RangeError
      ? reading.fail('too_big', `expected at most ${limit} bytes of decompressed data`)
      : undefined;
  }
}
