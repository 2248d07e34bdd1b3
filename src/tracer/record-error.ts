import { type Span, SpanStatusCode } from '@opentelemetry/api';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : typeof error === 'string' ? error : `a thrown ${typeof error}`;

/** Marks the span as failed, without a word about the error. */
export const markFailed = (span: Span): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
};

/** Marks the span as failed and records the error with its stack. */
export const recordError = (span: Span, error: unknown): void => {
  const message = messageOf(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  if (error instanceof Error) span.setAttribute('error.type', error.name);
  span.recordException(error instanceof Error ? error : message);
};
