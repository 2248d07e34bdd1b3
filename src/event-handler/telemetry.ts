import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { StandardSchemaIssue } from './standard-schema.js';

/** The invocation's span, where somebody listens. */
export const recordingSpan = (): Span | undefined => {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span : undefined;
};

/** The invocation is now known by its route: its own span says so, and no other is needed. */
export const tellRoute = (span: Span, method: string, template: string): void => {
  span.updateName(`${method} ${template}`).setAttribute('http.route', template);
};

/** HTTP semantic conventions: for a server, only a 5xx is an error. */
export const tellResponse = (span: Span, method: string, status: number, error: unknown): void => {
  span.setAttribute('http.request.method', method).setAttribute('http.response.status_code', status);
  if (status < 500) return;
  if (error === undefined) {
    span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  const exception = error instanceof Error ? error : new Error(String(error));
  span.recordException(exception);
  span.setAttribute('error.type', exception.name).setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
};

const pathOf = (issue: StandardSchemaIssue): string =>
  (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');

/** Says where a request or a response was not as its schema wants it, and never what it held. */
export const tellInvalid = (subject: 'request' | 'response', issues: readonly StandardSchemaIssue[]): void => {
  recordingSpan()?.addEvent(`${subject}.validation_failed`, {
    'validation.issue_count': issues.length,
    'validation.fields': [...new Set(issues.map(pathOf))].slice(0, 20),
  });
};
