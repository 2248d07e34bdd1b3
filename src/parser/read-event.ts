import type { ParseError } from './errors.js';
import type { AnyParserOptions } from './options.js';
import { parse } from './parse.js';

/** What became of an event: the handler's event, or the answer in the handler's place. */
export type ReadEvent = { readonly event: unknown } | { readonly answer: unknown };

/** @throws {ParseError} the event is wrong, and no `errorHandler` answers. */
export function readEvent(event: unknown, options: AnyParserOptions): ReadEvent {
  const { schema, envelope, safeParse, errorHandler } = options;
  try {
    return { event: parse(event, envelope, schema, safeParse, options) };
  } catch (error) {
    const answer = errorHandler && isParseError(error) ? errorHandler(error, event) : undefined;
    if (answer === undefined) throw error;
    if (typeof answer === 'object' && answer !== null && 'then' in answer) {
      throw new TypeError('errorHandler must return synchronously; async errorHandler functions are not supported');
    }
    return { answer };
  }
}

/** By its name: the error may be of another copy of this package, or of an envelope of one's own. */
function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && error.name === 'ParseError';
}
