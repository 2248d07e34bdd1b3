import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { quietActiveSpan } from '../invocation/span/quiet-span.js';
import { isKnownMethod, methodAttributes } from '../shared/http-methods.js';
import type { StandardSchemaIssue } from '../shared/standard-schema.js';

/** The invocation's span, where somebody listens. */
export function recordingSpan(): Span | undefined {
  const span = quietActiveSpan();
  return span?.isRecording() ? span : undefined;
}

/** The invocation is now known by its route: its own span says so, and no other is needed. */
export function tellRoute(span: Span, method: string, template: string): void {
  span.updateName(`${isKnownMethod(method) ? method : 'HTTP'} ${template}`).setAttribute('http.route', template);
}

/** HTTP semantic conventions: for a server, only a 5xx is an error. */
export function tellResponse(span: Span, method: string, status: number, error: unknown): void {
  span.setAttributes(methodAttributes(method));
  span.setAttribute('http.response.status_code', status);
  if (status < 500) return;
  if (error !== undefined) recordFailure(span, error);
  else span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
}

// A body with thousands of wrong items is still one event of readable size.
const REPORTED = 16;

/** Says where a request or a response was not as its schema wants it, and never what it held. */
export function tellInvalid(direction: 'inbound' | 'outbound', issues: readonly StandardSchemaIssue[]): void {
  recordingSpan()?.addEvent('validation.failed', {
    'validation.direction': direction,
    'validation.error_count': issues.length,
    'validation.paths': issues.slice(0, REPORTED).map(pathOf),
  });
}

function pathOf(issue: StandardSchemaIssue): string {
  return (issue.path ?? [])
    .map((segment) => `/${String(typeof segment === 'object' ? segment.key : segment)}`)
    .join('');
}
