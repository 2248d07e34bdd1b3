export type { ExportCallback } from '../export-callback.js';
export { JsonLogRecordExporter, type JsonLogRecordExporterOptions } from './json-log-record-exporter.js';
export type { JsonLogRecord } from './record.js';
