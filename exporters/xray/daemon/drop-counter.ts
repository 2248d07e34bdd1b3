import { diag } from '@opentelemetry/api';

/** Spans that did not reach the daemon, by the reason. */
export interface DroppedSpans {
  /** All of them, whatever the reason. */
  readonly total: number;
  /** Their trace or span id is none. */
  readonly invalid: number;
  /** In Lambda: neither they nor an ancestor have a parent that Lambda made. */
  readonly parentless: number;
  /** What they hold could not be encoded. */
  readonly untranslatable: number;
  /** The datagram could not be sent. */
  readonly unsent: number;
  /** The flush ended before they could be sent at a pace that the daemon keeps up with. */
  readonly late: number;
}

export type DropReason = Exclude<keyof DroppedSpans, 'total'>;

const EXPLANATIONS: Record<DropReason, string> = {
  invalid: 'their trace id or span id is not valid.',
  parentless:
    'in Lambda a span hangs on the segment that Lambda makes, and these have no parent. Either they ended outside of an invocation, or active tracing is off.',
  untranslatable: 'what they hold could not be encoded.',
  unsent: 'the datagram could not be sent.',
  late: 'the flush had no time left to send them at a pace that the daemon keeps up with. Raise `flushTimeoutMillis`, or record fewer spans.',
};

/** Counts lost spans, and reports the first of each kind. */
export class DropCounter {
  readonly #counts = { invalid: 0, parentless: 0, untranslatable: 0, unsent: 0, late: 0 };

  get dropped(): DroppedSpans {
    const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    return { total, ...this.#counts };
  }

  add(reason: DropReason, count: number, ...details: readonly unknown[]): void {
    if (count === 0) return;
    const first = this.#counts[reason] === 0;
    this.#counts[reason] += count;
    if (!first) return;
    diag.warn(
      `otel-powertools: ${count} span(s) did not reach X-Ray: ${EXPLANATIONS[reason]} From now on they are only counted, in \`dropped\` of the exporter.`,
      ...details,
    );
  }
}
