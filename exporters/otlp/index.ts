export type {
  ExportableAttributes,
  ExportableEvent,
  ExportableLink,
  ExportableResource,
  ExportableScope,
  ExportableSpan,
} from '../exportable-span.js';
export type {
  ExportableBuckets,
  ExportableDataPoint,
  ExportableExponentialHistogram,
  ExportableHistogram,
  ExportableMetric,
  ExportableMetrics,
} from './encode/exportable-metrics.js';
export type { ExportableLogRecord } from './encode/write-log-record.js';
export type { OtlpDropped, OtlpExporterOptions, OtlpExportResult, OtlpProtocol, OtlpRequest } from './options.js';
export { OtlpLogRecordExporter } from './otlp-log-record-exporter.js';
export { OtlpMetricExporter, type OtlpMetricExporterOptions } from './otlp-metric-exporter.js';
export { OtlpSpanExporter } from './otlp-span-exporter.js';
export type { TemporalityPreference } from './settings/metric-preferences.js';
