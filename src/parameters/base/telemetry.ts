import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import { inQuietSpan } from '../../invocation/span/quiet-span.js';

/** Runs what goes to a store in a span, so that its requests are children. Names are told, values never. */
export function inSpan<T>(
  operation: 'get' | 'getMultiple' | 'getParametersByName' | 'set',
  store: string,
  attributes: Attributes,
  body: () => Promise<T>,
): Promise<T> {
  return inQuietSpan(
    () =>
      trace
        .getTracer('otel-powertools/parameters')
        .startSpan(`parameters.${operation}`, { attributes: { 'parameters.store': store, ...attributes } }),
    body,
    (span, error) => {
      const reason = error instanceof Error ? (error.cause ?? error) : error;
      const type = reason instanceof Error ? reason.name : typeof reason;
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: type });
    },
  );
}
