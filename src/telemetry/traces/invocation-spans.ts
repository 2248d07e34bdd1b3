import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createSlot, type Invocation } from '../../invocation/invocation.js';
import { invocationOf, processInvocation } from '../../invocation/scope.js';

/** The spans of one invocation: those that run, and those that ended and wait for the flush. */
export interface InvocationSpans {
  readonly open: Set<ReadableSpan>;
  ended: ReadableSpan[];
  /** True once the invocation was answered: what ends now goes out with the next flush of anybody. */
  closed: boolean;
}

export const spansSlot = createSlot<InvocationSpans>('spans', () => ({
  open: new Set(),
  ended: [],
  closed: false,
}));

/** Takes the spans that ended since the last call, late ones of earlier invocations included. */
export function takeEndedSpans(invocation: Invocation): readonly ReadableSpan[] {
  const own = invocation.get(spansSlot);
  const orphans = processInvocation().get(spansSlot);
  const taken = orphans.ended.length === 0 || orphans === own ? own.ended : [...own.ended, ...orphans.ended];
  own.ended = [];
  if (orphans.ended.length > 0) orphans.ended = [];
  return taken;
}

const OWNER = Symbol('otel-powertools.spans');

/** A span that knows whose it is: a map from spans to their owners would cost more than the span itself. */
type OwnedSpan = ReadableSpan & { [OWNER]?: InvocationSpans };

/** Forgets a span that turned out to stand for nothing, in place of its end: it is exported nowhere. */
export function discardSpan(span: object): void {
  const { [OWNER]: owner }: { [OWNER]?: InvocationSpans } = span;
  // Of our own provider; with another's, what never ends is never exported either.
  owner?.open.delete(span as OwnedSpan);
}

/** Files every sampled span under the invocation in whose context it was started. */
export class InvocationSpanProcessor implements SpanProcessor {
  onStart(span: Span & OwnedSpan, parentContext: Context): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const owner = (invocationOf(parentContext) ?? processInvocation()).get(spansSlot);
    owner.open.add(span);
    span[OWNER] = owner;
  }

  onEnd(span: OwnedSpan): void {
    const owner = span[OWNER];
    if (!owner) return;
    owner.open.delete(span);
    (owner.closed ? processInvocation().get(spansSlot) : owner).ended.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
