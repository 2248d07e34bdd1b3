import { DecompressedSizeError, fromBase64, gunzip } from '../shared/decode.js';
import { DecompressionError } from './errors.js';
import { define, type FunctionDefinition } from './standard-functions.js';

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
]);

/** `powertools_base64_gzip`, which refuses what becomes more than `limit` bytes. */
export function unzipFunction(name: string, limit: number): FunctionDefinition {
  return define([['string']], (text) => {
    const bytes = fromBase64(text);
    return bytes && decode(() => unzipped(name, bytes, limit));
  });
}

function unzipped(name: string, bytes: Buffer, limit: number): string {
  try {
    return gunzip(bytes, limit).toString();
  } catch (error) {
    throw error instanceof DecompressedSizeError ? new DecompressionError(name, error) : error;
  }
}

/**
 * What cannot be decoded is undefined, not null: a projection drops null, and a list of records in which one body is
 * malformed would silently become a shorter list.
 */
function decode<T>(decoder: () => T): T | undefined {
  try {
    return decoder();
  } catch (error) {
    if (error instanceof DecompressionError) throw error;
    return undefined;
  }
}
