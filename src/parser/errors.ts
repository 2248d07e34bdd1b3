import { type StandardSchemaIssue, tellablePath } from '../shared/standard-schema.js';

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
  readonly issues: readonly StandardSchemaIssue[];

  constructor(message: string, options: ParseErrorOptions = {}) {
    const { issues = [], cause } = options;
    const reason = cause instanceof Error ? `. This error was caused by: ${cause.message}.` : '';
    super(message + reason, 'cause' in options ? { cause } : undefined);
    this.issues = issues;
  }
}

/** By its name: the error may be of another copy of this package, or of an envelope of one's own. */
export function isParseError(error: unknown): error is ParseError {
  return error instanceof Error && error.name === 'ParseError';
}

/** What is wrong with data in an envelope. */
export class IssuesError extends Error {
  override readonly name = 'IssuesError';
  readonly issues: readonly StandardSchemaIssue[];

  constructor(issues: readonly StandardSchemaIssue[]) {
    super(told(issues));
    this.issues = issues;
  }
}

// Enough to find the place by; the rest is in `issues`.
const TOLD = 3;

function told(issues: readonly StandardSchemaIssue[]): string {
  const places = issues.slice(0, TOLD).map(tellablePath).join(', ');
  const more = issues.length - TOLD;
  return more > 0 ? `${places} and ${more} more` : places;
}
