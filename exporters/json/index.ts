export {
  type ExportCallback,
  JsonLogRecordExporter,
  type JsonLogRecordExporterOptions,
} from './json-log-record-exporter.js';
export type { JsonLogRecord } from './record.js';
