import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type ExporterOf, exportItems } from './export.js';
import { redactSpan } from './redact-signals.js';
import { redaction } from './redaction.js';
import { type Interruption, snapshotOpenSpan } from './span-snapshot.js';

/** A span exporter; one that sets `takesOpenSpans` can be given a span before it has ended and again when it has. */
export interface SpanExporter extends ExporterOf<ReadableSpan[]> {
  readonly takesOpenSpans?: boolean;
}

/** What there is to hand over. */
export interface Handover {
  readonly ended: readonly ReadableSpan[];
  /** Spans that still run. */
  readonly open: readonly ReadableSpan[];
  /** Why those that still run are reported; undefined when they are not. */
  readonly interruption: Interruption | undefined;
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: number;
}

/**
 * With how little time left an exporter that cannot take a span twice is told of open ones, in milliseconds: as late as it
 * can still send them, because a handler that answers after that leaves a false alarm behind.
 */
export const LAST_CALL_MILLIS = 60;

// A process that exits waits for nothing, and an export hands over a few dozen datagrams before it waits.
const EXIT_PORTION = 30;

/** The way to one exporter: it knows which spans the exporter was told of before they ended. */
export class SpanOutlet {
  readonly #exporter: SpanExporter;
  readonly #announced = new WeakSet<ReadableSpan>();

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  async handOver(handover: Handover): Promise<void> {
    const { interruption } = handover;
    const finished = this.#exporter.takesOpenSpans
      ? handover.ended
      : handover.ended.filter((span) => !this.#announced.has(span));
    // Open ones first: what was sent last counts, and they may end while this is under way.
    const spans = [...this.#announce(handover), ...finished];
    const policy = redaction();
    const visible = policy ? spans.map((span) => redactSpan(policy, span)) : spans;
    const portion = interruption === 'exit' ? EXIT_PORTION : visible.length;
    const exports: Promise<void>[] = [];
    for (let start = 0; start < visible.length; start += portion) {
      exports.push(exportItems(this.#exporter, visible.slice(start, start + portion), 'spans'));
    }
    await Promise.all(exports);
  }

  /** Snapshots of the open spans that the exporter is to be told of now, each once. */
  #announce({ open, interruption, remaining }: Handover): ReadableSpan[] {
    if (interruption === undefined) return [];
    const due = this.#exporter.takesOpenSpans || interruption === 'exit' || remaining <= LAST_CALL_MILLIS;
    if (!due) return [];
    const now = Date.now();
    const fresh = open.filter((span) => !this.#announced.has(span));
    for (const span of fresh) this.#announced.add(span);
    return fresh.map((span) => snapshotOpenSpan(span, interruption, now));
  }
}
