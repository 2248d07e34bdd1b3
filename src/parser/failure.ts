import { quietActiveSpan } from '../invocation/span/quiet-span.js';
import { describeIssues, type StandardSchemaIssue } from '../shared/standard-schema.js';
import { ParseError } from './errors.js';
import { IssuesError } from './issues-error.js';

/** Puts the failure on the active span as an event, and gives the error for it: both say where, and never the value. */
export function failure(message: string, issues: readonly StandardSchemaIssue[], envelope?: string): ParseError {
  quietActiveSpan()?.addEvent('validation.failed', {
    ...(envelope !== undefined && { 'validation.envelope': envelope }),
    ...describeIssues(issues),
  });
  return new ParseError(message, { issues, cause: envelope === undefined ? issues : new IssuesError(issues) });
}
