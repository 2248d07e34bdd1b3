export type { MethodDecorator } from '../invocation/method-decorator.js';
export type { EmfKeySource, EmfOutput, MetricDefinition } from './emf-output.js';
export { Metrics } from './metrics.js';
export type {
  AddMetricOptions,
  ConfigServiceInterface,
  Dimensions,
  ExtraOptions,
  GenericLogger,
  MetricsOptions,
} from './options.js';
export { MetricResolution, MetricUnit } from './units.js';
