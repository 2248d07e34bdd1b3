import { type StandardSchemaIssue, tellablePath } from '../shared/standard-schema.js';

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
