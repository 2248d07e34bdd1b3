export { type AddMetricOptions, Metrics } from './metrics.js';
export type {
  ConfigServiceInterface,
  Dimensions,
  ExtraOptions,
  GenericLogger,
  MetricsOptions,
} from './options.js';
export { MetricResolution, MetricUnit } from './units.js';
