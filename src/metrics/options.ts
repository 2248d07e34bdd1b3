import { checkOptionNames, type OptionNames } from '../../exporters/option-names.js';
import type { ConfigServiceInterface } from '../shared/config-service.js';
import type { GenericLogger } from '../shared/generic-logger.js';
import type { MetricResolution } from './units.js';

/** Names and values of dimensions. */
export type Dimensions = Record<string, string>;

export interface MetricsOptions {
  /** CloudWatch namespace. `POWERTOOLS_METRICS_NAMESPACE`; default `default_namespace`, with a warning. */
  readonly namespace?: string;
  /** Value of the dimension `service`. `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME`; default `service_undefined`. */
  readonly serviceName?: string;
  /** Dimensions of every metric, beside `service`. Default: none. */
  readonly defaultDimensions?: Readonly<Dimensions>;
  /**
   * Dimension `function_name` of the cold-start metric. `POWERTOOLS_METRICS_FUNCTION_NAME`; default: the name in the
   * Lambda context.
   */
  readonly functionName?: string;
  /** Whether each metric is published as soon as it is added. Default: false. */
  readonly singleMetric?: boolean;
  /** Where warnings go. Default: OpenTelemetry's `diag`. */
  readonly logger?: GenericLogger;
  /** @deprecated Use the other options, or environment variables. */
  readonly customConfigService?: ConfigServiceInterface;
}

const NAMES: OptionNames<MetricsOptions> = {
  namespace: true,
  serviceName: true,
  defaultDimensions: true,
  functionName: true,
  singleMetric: true,
  logger: true,
  customConfigService: true,
};

/** @throws {TypeError} an option is none: the error names the one that was probably meant. */
export function checkMetricsOptions(options: MetricsOptions): void {
  checkOptionNames('Metrics', options, NAMES);
}

/** Options of one measurement. */
export interface AddMetricOptions {
  /** Seconds that CloudWatch keeps apart: 60, or 1. Default: 60. */
  readonly resolution?: MetricResolution;
  /** Dimensions of this measurement alone, beside those of the invocation. Default: none. */
  readonly dimensions?: Readonly<Dimensions>;
}

/** Options of `logMetrics`, as decorator and as middleware. */
export interface ExtraOptions {
  /** Whether an invocation that records no metric is an error. Default: false. */
  readonly throwOnEmptyMetrics?: boolean;
  /** Dimensions of every metric, added to those of the instance. Default: none. */
  readonly defaultDimensions?: Readonly<Dimensions>;
  /** Whether the first invocation of an environment publishes a metric `ColdStart`. Default: false. */
  readonly captureColdStartMetric?: boolean;
}
