import { apiHost } from './api-host.js';
import type { ExportableMetrics } from './encode/exportable-metrics.js';
import type { OtlpExporterOptions } from './options.js';
import { OtlpExporter } from './otlp-exporter.js';
import {
  AggregationType,
  prefersExponential,
  type TemporalityPreference,
  temporalityOf,
  temporalityPreference,
} from './settings/metric-preferences.js';
import { METRICS } from './signals.js';

export interface OtlpMetricExporterOptions extends OtlpExporterOptions {
  /**
   * Whether points hold what was added since the last export, or since the start of the process; `lowmemory` is each where
   * it takes less. `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; default `delta` in Lambda, where totals of one
   * environment are no totals, and `cumulative` elsewhere, as the specification has it.
   */
  readonly temporalityPreference?: TemporalityPreference;
  /**
   * The buckets of histograms: with given boundaries, or exponential ones.
   * `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`; default `explicit_bucket_histogram`.
   */
  readonly histogramAggregation?: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';
}

/**
 * An OpenTelemetry `PushMetricExporter` that sends OTLP over HTTP; see `OtlpSpanExporter`. It works with the
 * `@opentelemetry/sdk-metrics` of your choice.
 *
 * @throws TypeError for a `url` or a header in the options that cannot be one.
 * @example
 * ```ts
 * new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: new OtlpMetricExporter() })] });
 * ```
 */
export class OtlpMetricExporter extends OtlpExporter<ExportableMetrics> {
  readonly #temporality: TemporalityPreference;
  readonly #isExponential: boolean;

  constructor(options: OtlpMetricExporterOptions = {}) {
    const { histogramAggregation, temporalityPreference: given, ...common } = options;
    super(METRICS, common, apiHost);
    this.#temporality = given ?? temporalityPreference(process.env, apiHost.warn);
    this.#isExponential = histogramAggregation
      ? histogramAggregation === 'base2_exponential_bucket_histogram'
      : prefersExponential(process.env, apiHost.warn);
  }

  /** The SDK asks it of each type of instrument: 0 is delta, 1 cumulative. */
  selectAggregationTemporality(instrumentType: string): 0 | 1 {
    return temporalityOf(this.#temporality, instrumentType);
  }

  /** The SDK asks it of each type of instrument. */
  selectAggregation(instrumentType: string): { readonly type: 0 } | { readonly type: 5 } {
    const isExponential = this.#isExponential && instrumentType === 'HISTOGRAM';
    return { type: isExponential ? AggregationType.EXPONENTIAL_HISTOGRAM : AggregationType.DEFAULT };
  }
}
