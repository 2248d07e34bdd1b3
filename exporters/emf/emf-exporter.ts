import { diag } from '@opentelemetry/api';
import { createDelivery, type Delivery } from './delivery.js';
import { AggregationTemporality, AggregationType, type EmfResourceMetrics, ExportResultCode } from './metric-data.js';
import { type EmfPublication, publicationLines } from './publication.js';
import type { EmfRules } from './rules.js';
import { createTranslator } from './translate.js';

/** With the bucket for zero this makes the 100 values that one EMF metric may hold. */
const MAX_EXPONENTIAL_BUCKETS = 99;

/** Writes metrics as EMF by rules, which need not come from options: who sets none does not load what reads and checks them. */
export class EmfExporter {
  /** It writes lines: nothing of it goes over the network. */
  readonly isLocal = true;
  readonly #rules: EmfRules;
  readonly #delivery: Delivery;
  readonly #warned = new Set<string>();
  #translate: ReturnType<typeof createTranslator> | undefined;
  #refusedValues = 0;
  #isShutdown = false;

  constructor(rules: EmfRules) {
    this.#rules = rules;
    this.#delivery = createDelivery(rules.writeLine);
  }

  /** Values left out because CloudWatch would have refused them, and the rest of their document with them. */
  get refusedValues(): number {
    return this.#refusedValues;
  }

  /** Lines given up because the output did not take them. */
  get droppedLines(): number {
    return this.#delivery.dropped;
  }

  /** Whether there is nothing to flush: so it is at the end of most invocations. */
  get isIdle(): boolean {
    return this.#delivery.isIdle;
  }

  /** Writes at once. On failure the lines are kept, and written before those of the next export or flush. */
  export(metrics: EmfResourceMetrics, resultCallback: (result: { code: 0 | 1; error?: Error }) => void): void {
    if (this.#isShutdown) {
      resultCallback({ code: ExportResultCode.FAILED, error: new Error('EmfMetricExporter has been shut down.') });
      return;
    }
    const finish = (written: boolean): void => {
      if (written) {
        resultCallback({ code: ExportResultCode.SUCCESS });
        return;
      }
      const error = new Error('EmfMetricExporter: the output did not take the metrics; they are kept for later.');
      resultCallback({ code: ExportResultCode.FAILED, error });
    };
    const outcome = this.#delivery.send(this.#linesOf(metrics));
    if (typeof outcome === 'boolean') finish(outcome);
    else void outcome.then(finish);
  }

  /**
   * Writes metrics whose layout and values are decided already, as one EMF document. What cannot be written is kept, as
   * with `export`.
   */
  publish(publication: EmfPublication): void {
    if (this.#isShutdown) return;
    void this.#delivery.send(publicationLines(publication, this.#rules, this.#refuse));
  }

  /** Resolves when what was given so far is written, or cannot be. */
  forceFlush(): Promise<void> {
    return this.#delivery.flush();
  }

  /** Does what `forceFlush` does. Later metrics are not written. */
  shutdown(): Promise<void> {
    this.#isShutdown = true;
    return this.#delivery.flush();
  }

  /** Delta, 0, for every instrument: CloudWatch adds up by itself. */
  selectAggregationTemporality(_instrument: string): 0 {
    return AggregationTemporality.DELTA;
  }

  /** Exponential buckets, with minimum and maximum, for histograms; the SDK's default for all others. */
  selectAggregation(
    instrument: string,
  ): { type: 0 } | { type: 5; options: { maxSize: number; recordMinMax: boolean } } {
    if (instrument !== 'HISTOGRAM') return { type: AggregationType.DEFAULT };
    return {
      type: AggregationType.EXPONENTIAL_HISTOGRAM,
      options: { maxSize: MAX_EXPONENTIAL_BUCKETS, recordMinMax: true },
    };
  }

  #linesOf(metrics: EmfResourceMetrics): string[] {
    try {
      // A function that measures nothing by meters has no need of it.
      this.#translate ??= createTranslator(this.#rules, this.#warnOnce, this.#refuse);
      return this.#translate(metrics).flatMap((document) => document.lines());
    } catch (error) {
      // Data of an unknown shape, from a foreign producer: to keep it would only fail again.
      diag.error('otel-powertools: metrics could not be written as EMF; those of this export are lost.', error);
      return [];
    }
  }

  readonly #refuse = (metric: string): void => {
    this.#refusedValues += 1;
    this.#warnOnce(
      `value ${metric}`,
      `a value of the metric "${metric}" is not a number that CloudWatch takes (NaN, infinite, or beyond 2^360). It is left out.`,
    );
  };

  readonly #warnOnce = (kind: string, message: string): void => {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    diag.warn(`otel-powertools: ${message}`);
  };
}
