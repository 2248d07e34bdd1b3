import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { CapturedSpan } from './captured.js';

const kinds: Readonly<Record<SpanKind, CapturedSpan['kind']>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

const codes: Readonly<Record<SpanStatusCode, CapturedSpan['status']['code']>> = {
  [SpanStatusCode.UNSET]: 'unset',
  [SpanStatusCode.OK]: 'ok',
  [SpanStatusCode.ERROR]: 'error',
};

/** Spans as plain data, in the order in which they started. */
export const describeSpans = (spans: readonly ReadableSpan[]): CapturedSpan[] => {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return [...spans]
    .sort((one, other) => one.startTime[0] - other.startTime[0] || one.startTime[1] - other.startTime[1])
    .map((span) => {
      const { traceId, spanId } = span.spanContext();
      const parentSpanId = span.parentSpanContext?.spanId;
      const { code, message } = span.status;
      return {
        name: span.name,
        kind: kinds[span.kind],
        parent: parentSpanId === undefined ? undefined : names.get(parentSpanId),
        attributes: { ...span.attributes },
        status: { code: codes[code], ...(message && { message }) },
        events: span.events.map(({ name, attributes = {} }) => ({ name, attributes: { ...attributes } })),
        links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
        scope: span.instrumentationScope.name,
        traceId,
        spanId,
        parentSpanId,
        durationMillis: span.duration[0] * 1000 + span.duration[1] / 1_000_000,
      };
    });
};
