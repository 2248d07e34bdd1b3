export type { WriteLine } from './delivery.js';
export { EmfMetricExporter } from './emf-metric-exporter.js';
export type {
  EmfDataPoint,
  EmfExponentialBuckets,
  EmfExponentialHistogram,
  EmfHistogram,
  EmfMetricData,
  EmfMetricDescriptor,
  EmfResourceMetrics,
  EmfScopeMetrics,
} from './metric-data.js';
export type { DimensionPolicy, EmfMetricExporterOptions, StorageResolution } from './options.js';
export type { EmfPublication, EmfPublishedMetric } from './publication.js';
export { DEFAULT_DIMENSIONS } from './rules.js';
