import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createSlot, type Invocation, invocationOf, processInvocation } from '../invocation/index.js';

/** The spans of one invocation: those that run, and those that ended and wait for the flush. */
export interface InvocationSpans {
  readonly open: Set<Span>;
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
export const takeEndedSpans = (invocation: Invocation): ReadableSpan[] => {
  const own = invocation.get(spansSlot);
  const orphans = processInvocation().get(spansSlot);
  const taken = orphans.ended.length === 0 || orphans === own ? own.ended : [...own.ended, ...orphans.ended];
  own.ended = [];
  orphans.ended = [];
  return taken;
};

/** Files every sampled span under the invocation in whose context it was started. */
export class InvocationSpanProcessor implements SpanProcessor {
  readonly #ownerOf = new WeakMap<ReadableSpan, InvocationSpans>();

  onStart(span: Span, parentContext: Context): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const owner = (invocationOf(parentContext) ?? processInvocation()).get(spansSlot);
    owner.open.add(span);
    this.#ownerOf.set(span, owner);
  }

  onEnd(span: ReadableSpan): void {
    const owner = this.#ownerOf.get(span);
    if (!owner) return;
    // The SDK hands the very object over at the start and at the end; only its type narrows.
    owner.open.delete(span as Span);
    (owner.closed ? processInvocation().get(spansSlot) : owner).ended.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
