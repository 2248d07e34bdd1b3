import { recordOf, type Values } from '../is-record.js';
import type { FunctionFailure, InvocationReport } from '../report.js';
import { crashOf } from './crash.js';
import { curesOf, type Observed } from './cures.js';
import { excerptOf, framesOfDocument, framesOfStack, type SourceExcerpt, type StackFrame } from './stack-frames.js';

/** One error, with where it was thrown. */
export interface ExplainedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly frames: readonly StackFrame[];
}

/** Why an invocation failed, and what may help. */
export interface FailureExplanation extends ExplainedError {
  /** The user's own source around the first of their frames. */
  readonly excerpt: SourceExcerpt | undefined;
  /** The nearest first. */
  readonly causes: readonly ExplainedError[];
  readonly cures: readonly string[];
}

/**
 * Explains what went wrong: the error that the runtime reported, or else the one that the trace says the function
 * answered with, as a router does that turns an error into a response.
 */
export function explainFailure(report: InvocationReport, tables: readonly string[]): FailureExplanation | undefined {
  const errors = report.failure ? reportedErrors(report) : tracedErrors(report);
  return explain(errors, report, tables);
}

/** Explains why a handler could not be loaded. */
export function explainLoadFailure(failure: FunctionFailure): FailureExplanation | undefined {
  const errors = reportedErrors({ failure, logs: [] });
  return explain(errors, { outcome: 'init-error', segments: [], logs: [] }, []);
}

function explain(
  errors: readonly ExplainedError[],
  observed: Observed,
  tables: readonly string[],
): FailureExplanation | undefined {
  const [error, ...causes] = errors;
  if (!error) return undefined;
  const excerpt = errors.map(({ frames }) => excerptOf(frames)).find((found) => found !== undefined);
  return { ...error, excerpt, causes, cures: curesOf(errors, observed, tables, excerpt) };
}

function reportedErrors({ failure, logs }: Pick<InvocationReport, 'failure' | 'logs'>): ExplainedError[] {
  if (!failure) return [];
  const crash = crashOf({ failure, logs });
  return [failure, ...(failure.causes ?? []), ...(crash ? [crash] : [])].map(({ errorType, errorMessage, trace }) => ({
    errorType,
    errorMessage,
    frames: framesOfStack(trace),
  }));
}

function tracedErrors({ segments, functionSegmentId }: InvocationReport): ExplainedError[] {
  const failed = segments.find(({ fault, parent_id }) => fault === true && parent_id === functionSegmentId);
  return failed ? exceptionsOf(failed) : [];
}

/** The exceptions of a segment document, each followed by its cause. */
function exceptionsOf({ cause }: Values): ExplainedError[] {
  const { exceptions } = recordOf(cause);
  return (Array.isArray(exceptions) ? exceptions : []).map(recordOf).map(({ type, message, stack }) => ({
    errorType: typeof type === 'string' ? type : 'Error',
    errorMessage: typeof message === 'string' ? message : '',
    frames: framesOfDocument(stack),
  }));
}
