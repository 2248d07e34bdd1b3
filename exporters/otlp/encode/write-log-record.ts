import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { ExportableAttributes, ExportableResource, ExportableScope } from '../../exportable-span.js';
import { writeAnyValue, writeLogAttributes } from './any-value.js';
import type { MessageWriter } from './message-writer.js';
import { isTime, UNKNOWN_TIME } from './time.js';

/** What is read of a log record. `ReadableLogRecord` of any `@opentelemetry/sdk-logs` fits. */
export interface ExportableLogRecord {
  /** When it happened: seconds since the epoch, and nanoseconds. */
  readonly hrTime: HrTime;
  /** When it was seen: seconds since the epoch, and nanoseconds. */
  readonly hrTimeObserved: HrTime;
  /** The ids of the span that was active. Absent if there was none. */
  readonly spanContext?: SpanContext | undefined;
  /** 1 for TRACE, 5 for DEBUG, and so on to 21 for FATAL. */
  readonly severityNumber?: number | undefined;
  /** The level in the words of whoever logged it, such as `INFO`. */
  readonly severityText?: string | undefined;
  /** The message: a text, or any value. */
  readonly body?: unknown;
  /** What kind of event it is. Absent for an ordinary line. */
  readonly eventName?: string | undefined;
  /** What else is known: the keys of the line. */
  readonly attributes: ExportableAttributes;
  /** How many attributes the limits have kept out. */
  readonly droppedAttributesCount: number;
  /** What made the record: the service, the function, the region. */
  readonly resource: ExportableResource;
  /** The logger that made it. */
  readonly instrumentationScope: ExportableScope;
}

/** The content of a `LogRecord` message, by opentelemetry/proto/logs/v1/logs.proto. */
export function writeLogRecord(writer: MessageWriter, record: ExportableLogRecord): void {
  const { body, spanContext } = record;
  writer.time(1, 'timeUnixNano', isTime(record.hrTime) ? record.hrTime : UNKNOWN_TIME);
  writer.uint(2, 'severityNumber', record.severityNumber ?? 0);
  writer.string(3, 'severityText', record.severityText);
  if (body !== undefined) writeAnyValue(writer, 5, 'body', body);
  writeLogAttributes(writer, 6, record.attributes);
  writer.uint(7, 'droppedAttributesCount', record.droppedAttributesCount);
  if (spanContext) {
    writer.fixed32(8, 'flags', spanContext.traceFlags & 0xff);
    writer.id(9, 'traceId', spanContext.traceId);
    writer.id(10, 'spanId', spanContext.spanId);
  }
  writer.time(11, 'observedTimeUnixNano', isTime(record.hrTimeObserved) ? record.hrTimeObserved : UNKNOWN_TIME);
  writer.string(12, 'eventName', record.eventName);
}
