import { define, type FunctionDefinition } from './standard-functions.js';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The functions that unwrap what AWS services put round a payload, by name. */
export const decodingFunctions: ReadonlyMap<string, FunctionDefinition> = new Map([
  ['powertools_json', define([['string']], (text) => decode((): unknown => JSON.parse(text)))],
  [
    'powertools_base64',
    define([['string']], (text) => {
      const bytes = fromBase64(text);
      return bytes && new TextDecoder().decode(bytes);
    }),
  ],
  [
    'powertools_base64_gzip',
    define([['string']], (text) => {
      const bytes = fromBase64(text);
      return bytes && decode(() => process.getBuiltinModule('node:zlib').gunzipSync(bytes).toString());
    }),
  ],
]);

/** The bytes, or undefined where the text is not standard, padded base64 (`Buffer` would skip what it does not know). */
function fromBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/**
 * What cannot be decoded is undefined, not null: a projection drops null, and a list of records in which one body is
 * malformed would silently become a shorter list.
 */
function decode<T>(decoder: () => T): T | undefined {
  try {
    return decoder();
  } catch {
    return undefined;
  }
}
