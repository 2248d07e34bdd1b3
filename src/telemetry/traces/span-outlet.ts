import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type Pending, together } from '../../shared/pending.js';
import { type ExporterOf, exportItems } from '../export/export.js';
import { redactSpan } from '../redaction/redact-signals.js';
import { redaction } from '../redaction/redaction.js';
import { type Interruption, snapshotOpenSpan } from './span-snapshot.js';

/** A span exporter; one that sets `takesOpenSpans` can be given a span before it has ended and again when it has. */
export interface SpanExporter extends ExporterOf<readonly ReadableSpan[]> {
  readonly takesOpenSpans?: boolean;
}

/** What there is to hand over. */
export interface Handover {
  readonly ended: readonly ReadableSpan[];
  /** Spans that still run. */
  readonly open: Iterable<ReadableSpan>;
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

  handOver(handover: Handover): Pending {
    const { ended, interruption } = handover;
    const finished = this.#exporter.takesOpenSpans ? ended : ended.filter((span) => !this.#announced.has(span));
    // Open ones first: what was sent last counts, and they may end while this is under way.
    const spans = interruption === undefined ? finished : [...this.#announce(handover, interruption), ...finished];
    if (spans.length === 0) return undefined;
    const policy = redaction();
    const visible = policy ? spans.map((span) => redactSpan(policy, span)) : spans;
    return interruption === 'exit' ? this.#inPortions(visible) : exportItems(this.#exporter, visible, 'spans');
  }

  #inPortions(spans: readonly ReadableSpan[]): Pending {
    const exports: Pending[] = [];
    for (let start = 0; start < spans.length; start += EXIT_PORTION) {
      exports.push(exportItems(this.#exporter, spans.slice(start, start + EXIT_PORTION), 'spans'));
    }
    return together(exports);
  }

  /** Snapshots of the open spans that the exporter is to be told of now, each once. */
  #announce({ open, remaining }: Handover, interruption: Interruption): ReadableSpan[] {
    const due = this.#exporter.takesOpenSpans || interruption === 'exit' || remaining <= LAST_CALL_MILLIS;
    if (!due) return [];
    const now = Date.now();
    const fresh = [...open].filter((span) => !this.#announced.has(span));
    for (const span of fresh) this.#announced.add(span);
    return fresh.map((span) => snapshotOpenSpan(span, interruption, now));
  }
}
