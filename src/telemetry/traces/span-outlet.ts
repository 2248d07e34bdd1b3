import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Pending } from '../../shared/pending.js';
import type { Budget } from '../export/budget.js';
import { type ExporterOf, exportItems } from '../export/export.js';
import { redactSpan } from '../redaction/redact-signals.js';
import { redaction } from '../redaction/redaction.js';
import { type Interruption, snapshotOpenSpan } from './span-snapshot.js';

/** A span exporter; one that sets `takesOpenSpans` can be given a span before it has ended and again when it has. */
export interface SpanExporter extends ExporterOf<readonly ReadableSpan[]> {
  readonly takesOpenSpans?: boolean;
}

/**
 * With how little time left an exporter that cannot take a span twice is told of open ones, in milliseconds: as late as it
 * can still send them, because a handler that answers after that leaves a false alarm behind.
 */
export const LAST_CALL_MILLIS = 60;

/** How much time an interrupted invocation has left. */
export interface InterruptionTime {
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: number;
  /** What of them the flush has. */
  readonly budget: Budget;
}

/** The way to one exporter: it knows which spans the exporter was told of before they ended. */
export class SpanOutlet {
  readonly exporter: SpanExporter;
  readonly #announced = new WeakSet<ReadableSpan>();
  #hasAnnounced = false;

  constructor(exporter: SpanExporter) {
    this.exporter = exporter;
  }

  /** Exports spans that have ended. */
  export(ended: readonly ReadableSpan[], budget: Budget): Pending {
    const spans = this.#unannounced(ended);
    return spans.length === 0 ? undefined : exportItems(this.exporter, visible(spans), 'spans', { budget });
  }

  /**
   * Exports spans that have ended, and reports those that still run.
   */
  interrupt(
    ended: readonly ReadableSpan[],
    open: Iterable<ReadableSpan>,
    interruption: Interruption,
    { remaining, budget }: InterruptionTime,
  ): Pending {
    // Open ones first: what was sent last counts, and they may end while this is under way.
    const isDue = this.exporter.takesOpenSpans || interruption === 'exit' || remaining <= LAST_CALL_MILLIS;
    const announced = isDue ? this.#announce(open, interruption) : [];
    const spans = visible([...announced, ...this.#unannounced(ended)]);
    return spans.length === 0 ? undefined : exportItems(this.exporter, spans, 'spans', { budget });
  }

  #unannounced(ended: readonly ReadableSpan[]): readonly ReadableSpan[] {
    if (!this.#hasAnnounced || this.exporter.takesOpenSpans) return ended;
    return ended.filter((span) => !this.#announced.has(span));
  }

  /** Snapshots of the open spans that the exporter was not told of yet. */
  #announce(open: Iterable<ReadableSpan>, interruption: Interruption): ReadableSpan[] {
    const now = Date.now();
    const fresh = [...open].filter((span) => !this.#announced.has(span));
    for (const span of fresh) this.#announced.add(span);
    this.#hasAnnounced ||= fresh.length > 0;
    return fresh.map((span) => snapshotOpenSpan(span, interruption, now));
  }
}

/** Spans as the redaction policy lets them be seen. */
function visible(spans: readonly ReadableSpan[]): readonly ReadableSpan[] {
  const policy = redaction();
  return policy ? spans.map((span) => redactSpan(policy, span)) : spans;
}
