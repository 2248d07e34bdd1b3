import { MAX_DECOMPRESSED_BYTES } from '../shared/decode.js';
import { compile } from './compile.js';
import type { Functions } from './custom-functions.js';
import { JMESPathError } from './errors.js';
import type { Evaluate } from './expression.js';

export interface JMESPathParsingOptions {
  /** Your own functions. Default: none; those of the specification and the `powertools_*` ones are always there. */
  customFunctions?: Functions | undefined;
  /** How many bytes `powertools_base64_gzip` may give: a few kilobytes can become more than the memory. Default: 10 MB. */
  maxDecompressedBytes?: number | undefined;
}

// A program has a handful of expressions; the bound is there for one that builds them from data.
const CACHE_SIZE = 256;

type Cache = Map<string, Evaluate>;

const withoutCustomFunctions: Cache = new Map();
const withCustomFunctions = new WeakMap<Functions, Cache>();

/**
 * Finds a part of `data` with a JMESPath expression. Besides the functions of the specification there are
 * `powertools_json(text)`, `powertools_base64(text)` and `powertools_base64_gzip(text)`; text that they cannot decode
 * gives undefined. What is not found is null. An expression is compiled at its first use.
 *
 * @throws {JMESPathError} (its subclasses) the expression is not well formed, calls a function that does not exist, or
 * calls one with the wrong number or type of arguments; or compressed data is larger than `maxDecompressedBytes`.
 * @example
 * ```ts
 * search('powertools_json(body).order.id', event);
 * ```
 */
export function search(expression: string, data: unknown, options?: JMESPathParsingOptions): unknown {
  try {
    return compiled(expression, options)(data);
  } catch (error) {
    if (error instanceof JMESPathError) error.setExpression(expression);
    throw error;
  }
}

function cacheOf(functions: Functions | undefined): Cache {
  if (!functions) return withoutCustomFunctions;
  let cache = withCustomFunctions.get(functions);
  if (!cache) {
    cache = new Map();
    withCustomFunctions.set(functions, cache);
  }
  return cache;
}

function compiled(expression: string, options: JMESPathParsingOptions = {}): Evaluate {
  const { customFunctions: functions, maxDecompressedBytes = MAX_DECOMPRESSED_BYTES } = options;
  const cache = cacheOf(functions);
  // The limit is compiled in, as the functions are.
  const key = maxDecompressedBytes === MAX_DECOMPRESSED_BYTES ? expression : `${maxDecompressedBytes}\n${expression}`;
  let evaluate = cache.get(key);
  if (!evaluate) {
    evaluate = compile(expression, { functions, maxDecompressedBytes });
    const oldest = cache.size < CACHE_SIZE ? undefined : cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(key, evaluate);
  }
  return evaluate;
}
