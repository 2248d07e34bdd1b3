export type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
export type { ConfigServiceInterface } from '../shared/config-service.js';
export type { GenericLogger } from '../shared/generic-logger.js';
export { Metrics } from './metrics.js';
export type { MetricsInterface, StoredMetric, StoredMetrics } from './metrics-interface.js';
export type {
  AddMetricOptions,
  Dimensions,
  ExtraOptions,
  MetricsOptions,
} from './options.js';
export type { EmfKeySource, EmfOutput, MetricDefinition } from './publish/emf-output.js';
export { MetricResolution, MetricUnit } from './units.js';
