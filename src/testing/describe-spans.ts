import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { CapturedSpan } from './captured.js';

const MILLIS_PER_SECOND = 1000;
const NANOS_PER_MILLI = 1_000_000;

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

/** Spans as plain data: by their start, but each before its children. */
export function describeSpans(spans: readonly ReadableSpan[]): CapturedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const parentOf = (span: ReadableSpan): ReadableSpan | undefined => byId.get(span.parentSpanContext?.spanId ?? '');
  const childrenOf = new Map<ReadableSpan | undefined, ReadableSpan[]>();
  for (const span of spans.toSorted(byStart)) {
    const siblings = childrenOf.get(parentOf(span));
    if (siblings) siblings.push(span);
    else childrenOf.set(parentOf(span), [span]);
  }
  const withChildren = (span: ReadableSpan): CapturedSpan[] => [
    describeSpan(span, parentOf(span)?.name),
    ...(childrenOf.get(span) ?? []).flatMap(withChildren),
  ];
  return (childrenOf.get(undefined) ?? []).flatMap(withChildren);
}

function byStart(one: ReadableSpan, other: ReadableSpan): number {
  return one.startTime[0] - other.startTime[0] || one.startTime[1] - other.startTime[1];
}

function describeSpan(span: ReadableSpan, parent: string | undefined): CapturedSpan {
  const { traceId, spanId } = span.spanContext();
  const { code, message } = span.status;
  return {
    name: span.name,
    kind: kinds[span.kind],
    parent,
    attributes: { ...span.attributes },
    status: { code: codes[code], ...(message && { message }) },
    events: span.events.map(({ name, attributes = {} }) => ({ name, attributes: { ...attributes } })),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    scope: span.instrumentationScope.name,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    durationMillis: span.duration[0] * MILLIS_PER_SECOND + span.duration[1] / NANOS_PER_MILLI,
  };
}
