import { diag } from '@opentelemetry/api';
import { stdoutLineWriter } from '../write-line.js';
import { createDelivery, type Delivery } from './delivery.js';
import type { LineLimits } from './document.js';
import { MAX_EVENT_BYTES } from './limits.js';
import { AggregationTemporality, AggregationType, type EmfResourceMetrics, ExportResultCode } from './metric-data.js';
import { checkOptions, DEFAULT_TARGET_LINE_BYTES, type EmfMetricExporterOptions } from './options.js';
import { type EmfPublication, publicationLines } from './publication.js';
import { createTranslator } from './translate.js';

/** With the bucket for zero this makes the 100 values that one EMF metric may hold. */
const MAX_EXPONENTIAL_BUCKETS = 99;

/**
 * Writes OpenTelemetry metrics to stdout in CloudWatch's Embedded Metric Format, from which CloudWatch Logs makes
 * metrics: no agent, no network, no permission. For the SDK 2.x and 3.x. It asks for delta temporality, because
 * CloudWatch adds up what it gets, and for exponential histograms, from which percentiles can be computed.
 *
 * @throws {RangeError} if an option is not one that CloudWatch takes.
 * @example
 * const exporter = new EmfMetricExporter({ namespace: 'shop', dimensions: ['payment.method'] });
 * new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
 */
export class EmfMetricExporter {
  readonly #translate: ReturnType<typeof createTranslator>;
  readonly #limits: LineLimits;
  readonly #delivery: Delivery;
  readonly #warned = new Set<string>();
  #refusedValues = 0;
  #isShutdown = false;

  constructor(options: EmfMetricExporterOptions = {}) {
    checkOptions(options);
    const maxLineBytes = options.maxLineBytes ?? MAX_EVENT_BYTES;
    this.#limits = {
      maxLineBytes,
      targetLineBytes: Math.min(options.targetLineBytes ?? DEFAULT_TARGET_LINE_BYTES, maxLineBytes),
    };
    this.#delivery = createDelivery(options.writeLine ?? ((line) => stdoutLineWriter().write(line)));
    this.#translate = createTranslator(options, this.#limits, {
      warn: (kind, message) => this.#warnOnce(kind, message),
      refuseValue: (metric) => this.#refuse(metric),
    });
  }

  /** Values left out because CloudWatch would have refused them, and the rest of their document with them. */
  get refusedValues(): number {
    return this.#refusedValues;
  }

  /** Lines given up because the output did not take them. */
  get droppedLines(): number {
    return this.#delivery.dropped;
  }

  /** Writes at once. On failure the lines are kept, and written before those of the next export or flush. */
  export(metrics: EmfResourceMetrics, resultCallback: (result: { code: 0 | 1; error?: Error }) => void): void {
    if (this.#isShutdown) {
      resultCallback({ code: ExportResultCode.FAILED, error: new Error('EmfMetricExporter has been shut down.') });
      return;
    }
    const finish = (written: boolean): void => {
      if (written) return resultCallback({ code: ExportResultCode.SUCCESS });
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
    const lines = publicationLines(publication, this.#limits, (metric) => this.#refuse(metric));
    void this.#delivery.send(lines);
  }

  async forceFlush(): Promise<void> {
    await this.#delivery.flush();
  }

  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    await this.#delivery.flush();
  }

  selectAggregationTemporality(_instrument: string): 0 {
    return AggregationTemporality.DELTA;
  }

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
      return this.#translate(metrics).flatMap((document) => document.lines());
    } catch (error) {
      // Data of an unknown shape, from a foreign producer: to keep it would only fail again.
      diag.error('otel-powertools: metrics could not be written as EMF; those of this export are lost.', error);
      return [];
    }
  }

  #refuse(metric: string): void {
    this.#refusedValues += 1;
    this.#warnOnce(
      `value ${metric}`,
      `a value of the metric "${metric}" is not a number that CloudWatch takes (NaN, infinite, or beyond 2^360). It is left out.`,
    );
  }

  #warnOnce(kind: string, message: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    diag.warn(`otel-powertools: ${message}`);
  }
}
