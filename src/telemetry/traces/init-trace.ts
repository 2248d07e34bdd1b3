import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { IdGenerator, ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { spanContextOf } from '../../invocation/trace-context/carried-context.js';
import { givenTraceHeader, type TraceHeader } from '../../invocation/trace-context/trace-header.js';
import { copySpan } from '../../shared/copy-span.js';
import { once, peek } from '../../shared/process-state.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    initTrace: InitTrace;
  }
}

/** The trace of what begins while the function starts, when Lambda has named none yet. */
interface InitTrace {
  readonly traceId: string;
  /** What became of it: the parent that the first invocation gives it, or nobody who records it. Undefined until then. */
  adopted: SpanContext | 'unrecorded' | undefined;
}

/** More spans than this do not wait for the first invocation. */
const MAX_WAITING = 1_000;

/**
 * Ids as `inner` makes them. Where spans go to X-Ray, all that begins at INIT outside of any span gets one trace id: what
 * has it goes into the trace of the first invocation, where Lambda shows its own Init phase.
 */
export class InitAwareIds implements IdGenerator {
  readonly #inner: IdGenerator;

  constructor(inner: IdGenerator) {
    this.#inner = inner;
  }

  generateSpanId(): string {
    return this.#inner.generateSpanId();
  }

  generateTraceId(): string {
    if (!isAtInit()) return this.#inner.generateTraceId();
    return once('initTrace', () => ({ traceId: this.#inner.generateTraceId(), adopted: undefined })).traceId;
  }
}

/** Whether a span belongs to no invocation, but to the start of the function. No sampled trace is said to be its. */
export function isOfInit({ traceId }: SpanContext): boolean {
  return peek('initTrace')?.traceId === traceId;
}

/** Whether those of `spans` that began at INIT still wait for an invocation whose trace they belong to. */
export function waitsForInvocation(spans: readonly ReadableSpan[], header: TraceHeader | undefined): boolean {
  return header === undefined && peek('initTrace')?.adopted === undefined && spans.length < MAX_WAITING;
}

/** Says which trace the first invocation has. */
export function settleInitTrace(header: TraceHeader | undefined): void {
  const init = peek('initTrace');
  if (init && header) init.adopted ??= header.sampled ? (spanContextOf(header) ?? 'unrecorded') : 'unrecorded';
}

/**
 * Has the spans that began at INIT go into the trace of `header`, if nobody has adopted them yet: below the function's
 * segment. They are left out where that trace is not recorded.
 */
export function adoptInitSpans(
  spans: readonly ReadableSpan[],
  header: TraceHeader | undefined,
): readonly ReadableSpan[] {
  settleInitTrace(header);
  const { adopted, traceId } = peek('initTrace') ?? {};
  if (!adopted) return spans;
  return spans.flatMap((span) => {
    if (span.spanContext().traceId !== traceId) return [span];
    return adopted === 'unrecorded' ? [] : [moved(span, adopted)];
  });
}

/** The environment has not been called yet, as far as anybody knows. */
function isAtInit(): boolean {
  return peek('initTrace')?.adopted === undefined && !peek('environment')?.warm && givenTraceHeader() === undefined;
}

function moved(span: ReadableSpan, parent: SpanContext): ReadableSpan {
  const { traceId } = parent;
  const own = { ...span.spanContext(), traceId, traceFlags: TraceFlags.SAMPLED };
  const above = span.parentSpanContext;
  return copySpan(span, { spanContext: () => own, parentSpanContext: above ? { ...above, traceId } : parent });
}
