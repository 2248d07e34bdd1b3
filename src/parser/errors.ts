import type { StandardSchemaIssue } from '../shared/standard-schema.js';

export interface ParseErrorOptions extends ErrorOptions {
  /** What is wrong, of all records. Default: none is known. */
  readonly issues?: readonly StandardSchemaIssue[];
}

/**
 * Data that is not as its schema, or its envelope, wants it. The message says where; the values that were found are
 * nowhere in it. What the schema's library says of each issue is in {@link ParseError.issues}, and may quote the data.
 *
 * `cause` is what it is in Powertools: the list of issues without an envelope, an error with `issues` with one.
 */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** All that the schema found, with the path of each. */
  readonly issues: readonly StandardSchemaIssue[];

  constructor(message: string, options: ParseErrorOptions = {}) {
    const { issues = [], cause } = options;
    const reason = cause instanceof Error ? `. This error was caused by: ${cause.message}.` : '';
    super(message + reason, 'cause' in options ? { cause } : undefined);
    this.issues = issues;
  }
}
