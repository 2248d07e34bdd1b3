import { diag, type Span } from '@opentelemetry/api';

/** Ends the span of an invocation. Processors of a provider that is not ours may throw: that is not the handler's affair. */
export function endSpan(span: Span): void {
  try {
    span.end();
  } catch (error) {
    diag.error('otel-powertools: the span of the invocation could not be ended.', error);
  }
}
