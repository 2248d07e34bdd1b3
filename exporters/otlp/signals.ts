import type { ExportableSpan } from '../exportable-span.js';
import type { ExportableMetrics } from './encode/exportable-metrics.js';
import type { ExportableLogRecord } from './encode/write-log-record.js';
import { type WriteItems, writeLogRecords, writeMetrics, writeSpans } from './encode/write-request.js';

/** What differs from one signal to another. */
export interface Signal<TItems> {
  /** As it is written in URLs and, in capitals, in names of variables. */
  readonly name: 'traces' | 'metrics' | 'logs';
  /** The one field of a request. */
  readonly field: string;
  /** What is counted. */
  readonly noun: string;
  /** Encodes the items of a request. */
  readonly write: WriteItems<TItems>;
}

export const TRACES: Signal<readonly ExportableSpan[]> = {
  name: 'traces',
  field: 'resourceSpans',
  noun: 'span(s)',
  write: writeSpans,
};

export const METRICS: Signal<ExportableMetrics> = {
  name: 'metrics',
  field: 'resourceMetrics',
  noun: 'data point(s)',
  write: writeMetrics,
};

export const LOGS: Signal<readonly ExportableLogRecord[]> = {
  name: 'logs',
  field: 'resourceLogs',
  noun: 'log record(s)',
  write: writeLogRecords,
};
