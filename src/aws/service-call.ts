import { type Attributes, context, isSpanContextValid, type Span, SpanKind, trace } from '@opentelemetry/api';
import { inQuietSpan } from '../invocation/span/quiet-span.js';
import { isTracingSuppressed, suppressTracing } from '../shared/suppress-tracing.js';

/** A call of a service: how its span is called, and what is known before it is made. */
export interface ServiceCall {
  readonly scope: string;
  readonly name: string;
  readonly attributes: Attributes;
  /** Says on the span how it failed. */
  readonly recordFailure: (span: Span, error: unknown) => void;
}

/**
 * Makes a call in a span of its own, which stands for all that the call does: what others see of it (its HTTP requests,
 * the commands of a client that is captured as well) is in no trace. Outside any trace the call is made without one: it
 * would begin a trace.
 */
export async function inCallSpan<T>(call: ServiceCall, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const parent = context.active();
  const parentSpan = trace.getSpanContext(parent);
  if (!parentSpan || !isSpanContextValid(parentSpan) || isTracingSuppressed(parent)) return work(undefined);
  const { scope, name, attributes, recordFailure } = call;
  return inQuietSpan(
    () => trace.getTracer(scope).startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent),
    (span) => context.with(suppressTracing(context.active()), work, undefined, span),
    recordFailure,
  );
}
