import {
  type Counter,
  context,
  diag,
  isSpanContextValid,
  type Link,
  type MeterProvider,
  metrics,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { inQuietSpan, quietActiveSpan } from '../invocation/span/quiet-span.js';

/**
 * How a call ended up with its key: `miss` ran, `hit` got a stored result, `conflict` found an equal call running,
 * `expired` ran because what it found was too old or of an execution that had run out of time, `mismatch` had another payload than the first.
 */
export type Outcome = 'miss' | 'hit' | 'conflict' | 'expired' | 'mismatch';

const SCOPE = 'otel-powertools/idempotency';

/**
 * Runs `body` in a span `idempotency`, so that the store's requests are its children. It ends before the function runs:
 * what the function adds to the active span belongs to the caller's.
 */
export function inSpan<T>(digest: string, body: (span: Span) => Promise<T>): Promise<T> {
  return inQuietSpan(
    () => trace.getTracer(SCOPE).startSpan('idempotency', { attributes: { 'idempotency.key_hash': digest } }),
    body,
    (span, error) => {
      const type = error instanceof Error ? error.name : typeof error;
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: type });
    },
  );
}

let counting: { readonly provider: MeterProvider; readonly counter: Counter } | undefined;

/** Records the outcome on the span, and in the counter if it is wanted. */
export function recordOutcome(span: Span, outcome: Outcome, counted: boolean): void {
  span.setAttribute('idempotency.outcome', outcome);
  if (counted) count(outcome);
}

/** The `traceparent` of the running code, or undefined where nothing is traced. */
export function currentTraceparent(): string | undefined {
  const active = trace.getSpanContext(context.active());
  if (!active || !isSpanContextValid(active)) return undefined;
  return `00-${active.traceId}-${active.spanId}-0${active.traceFlags & TraceFlags.SAMPLED}`;
}

/** Links the span to the execution that a record comes from. */
export function linkTo(span: Span, traceparent: string | undefined): void {
  const link = traceparent && parseTraceparent(traceparent);
  if (link) span.addLink(link);
}

/** Tells of a failure that the caller is not told of. */
export function reportReleaseFailure(error: unknown): void {
  quietActiveSpan()?.addEvent('idempotency.release_failed');
  diag.error(
    'otel-powertools: an idempotency record could not be deleted; its key stays locked until it expires.',
    error,
  );
}

function count(outcome: Outcome): void {
  try {
    outcomes().add(1, { 'idempotency.outcome': outcome });
  } catch (error) {
    diag.error('otel-powertools: the outcome of an idempotent call could not be counted.', error);
  }
}

function outcomes(): Counter {
  const provider = metrics.getMeterProvider();
  if (counting?.provider !== provider) {
    const counter = provider
      .getMeter(SCOPE)
      .createCounter('idempotency.calls', { description: 'Calls of idempotent functions by outcome', unit: '{call}' });
    counting = { provider, counter };
  }
  return counting.counter;
}

function parseTraceparent(traceparent: string): Link | undefined {
  const [, traceId = '', spanId = '', flags = ''] = /^00-([\da-f]{32})-([\da-f]{16})-0([01])$/.exec(traceparent) ?? [];
  const spanContext = { traceId, spanId, traceFlags: Number(flags), isRemote: true };
  return isSpanContextValid(spanContext) ? { context: spanContext } : undefined;
}
