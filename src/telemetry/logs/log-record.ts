import { type Context, diag, isSpanContextValid, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type LogRecordLimits, limitedAttributes } from './log-attributes.js';
import { recordTimeOf } from './record-time.js';

/** A record as every exporter takes it, which may still be changed. */
export type OpenLogRecord = { -readonly [Key in keyof ReadableLogRecord]: ReadableLogRecord[Key] };

/** What the records of one Logger of the API share. */
export interface LogRecordOrigin {
  readonly resource: ReadableLogRecord['resource'];
  readonly scope: ReadableLogRecord['instrumentationScope'];
  readonly limits: LogRecordLimits;
}

/** The record that `emitted` stands for. */
export function createLogRecord(
  emitted: LogRecord,
  active: Context,
  { resource, scope, limits }: LogRecordOrigin,
): OpenLogRecord {
  const now = Date.now();
  const given = emitted.attributes ?? {};
  const spanContext = trace.getSpanContext(active);
  // What is given wins over what the exception says, and comes first where there is a limit.
  const { attributes, dropped } = limitedAttributes(
    { ...given, ...exceptionAttributes(emitted.exception), ...given },
    limits,
  );
  const record = {
    hrTime: recordTimeOf(emitted.timestamp, now),
    hrTimeObserved: recordTimeOf(emitted.observedTimestamp, now),
    severityNumber: emitted.severityNumber,
    severityText: emitted.severityText,
    body: emitted.body,
    eventName: emitted.eventName,
    spanContext: spanContext && isSpanContextValid(spanContext) ? spanContext : undefined,
    attributes,
    droppedAttributesCount: dropped,
    resource,
    instrumentationScope: scope,
  };
  // As in the SDK, what a record does not have is there as undefined, which its types leave out.
  return record as OpenLogRecord;
}

/** An exception by the semantic conventions. A code, where there is one, says more than the name of a class. */
function exceptionAttributes(exception: unknown): Record<string, unknown> {
  if (exception === undefined || exception === null) return {};
  if (typeof exception !== 'object') return { 'exception.message': String(exception) };
  const { code, name, message, stack }: { code?: unknown; name?: unknown; message?: unknown; stack?: unknown } =
    exception;
  const found = Object.entries({
    'exception.type': code ? String(code) : name,
    'exception.message': message,
    'exception.stacktrace': stack,
  }).filter(([, value]) => value);
  if (found.length === 0) diag.warn('otel-powertools: the exception of a log record has no name, message or stack.');
  return Object.fromEntries(found);
}
