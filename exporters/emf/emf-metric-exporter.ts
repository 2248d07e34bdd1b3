import { EmfExporter } from './emf-exporter.js';
import { type EmfMetricExporterOptions, rulesOf } from './options.js';

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
export class EmfMetricExporter extends EmfExporter {
  constructor(options: EmfMetricExporterOptions = {}) {
    super(rulesOf(options));
  }
}
