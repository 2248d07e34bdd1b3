import { type Context, TraceFlags, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createSlot, type Invocation, type Slot } from '../../invocation/invocation.js';
import { ownInvocation, processInvocation } from '../../invocation/scope.js';
import { isFlushedByRun } from '../../invocation/under-way.js';
import { once } from '../../shared/process-state.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    spansSlot: Slot<InvocationSpans>;
  }
}

/** The spans of one invocation: those that run, and those that ended and wait for the flush. */
export interface InvocationSpans {
  readonly invocation: Invocation;
  readonly open: Set<ReadableSpan>;
  ended: ReadableSpan[];
  /** True once the invocation was answered: what ends now goes out with the next flush of anybody. */
  closed: boolean;
}

/** The spans of an invocation, whichever copy of the package files them: tracers outlive the provider they are of. */
export function spansOf(invocation: Invocation): InvocationSpans {
  return invocation.get(once('spansSlot', createSpansSlot));
}

/** Takes the spans that ended since the last call, late ones of earlier invocations included. */
export function takeEndedSpans(invocation: Invocation): readonly ReadableSpan[] {
  const own = spansOf(invocation);
  const orphans = spansOf(processInvocation());
  const taken = orphans.ended.length === 0 || orphans === own ? own.ended : [...own.ended, ...orphans.ended];
  own.ended = [];
  if (orphans.ended.length > 0) orphans.ended = [];
  return taken;
}

const OWNER = Symbol.for('otel-powertools.spans');
const OUTERMOST = Symbol.for('otel-powertools.outermost');

/** A span that knows whose it is: a map from spans to their owners would cost more than the span itself. */
type OwnedSpan = ReadableSpan & {
  [OWNER]?: InvocationSpans;
  /** Where nobody flushes the invocation: the span with whose end this one goes out. */
  [OUTERMOST]?: OwnedSpan;
};

/** Forgets a span that turned out to stand for nothing, in place of its end: it is exported nowhere. */
export function discardSpan(span: object): void {
  const { [OWNER]: owner }: { [OWNER]?: InvocationSpans } = span;
  // Of our own provider; with another's, what never ends is never exported either.
  owner?.open.delete(span as OwnedSpan);
}

/** Sends what has ended of an invocation that nobody flushes: it takes that from the owner's `ended`. */
export type SendEnded = (owner: InvocationSpans, belongs: (span: ReadableSpan) => boolean) => void;

/**
 * Files every sampled span under the invocation in whose context it was started. Without a wrapper nobody flushes that
 * invocation: then the end of the outermost span does.
 */
export class InvocationSpanProcessor implements SpanProcessor {
  readonly #send: SendEnded;

  constructor(send: SendEnded) {
    this.#send = send;
  }

  onStart(span: Span & OwnedSpan, parentContext: Context): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const owner = spansOf(ownInvocation(parentContext) ?? processInvocation());
    owner.open.add(span);
    span[OWNER] = owner;
    if (isFlushedByRun(owner.invocation)) return;
    const parent: OwnedSpan | undefined = readable(trace.getSpan(parentContext));
    span[OUTERMOST] = parent?.[OUTERMOST] ?? span;
  }

  onEnd(span: OwnedSpan): void {
    const owner = span[OWNER];
    if (!owner) return;
    owner.open.delete(span);
    const whole = processInvocation();
    const isLate = owner.closed && owner.invocation !== whole;
    (isLate ? spansOf(whole) : owner).ended.push(span);
    const outermost = span[OUTERMOST];
    // One that outlives its outermost span goes alone. The span of an invocation begins before its run is under way.
    if (isLate || !outermost?.ended || isFlushedByRun(owner.invocation)) return;
    this.#send(owner, (each: OwnedSpan) => each[OUTERMOST] === outermost);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function createSpansSlot(): Slot<InvocationSpans> {
  return createSlot('spans', (invocation) => ({ invocation, open: new Set(), ended: [], closed: false }));
}

/** The SDK's own spans, and no others, can be read. */
function readable(span: object | undefined): OwnedSpan | undefined {
  return span && OWNER in span ? (span as OwnedSpan) : undefined;
}
