import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { CapturedLog } from './captured.js';

// By the data model of OpenTelemetry each level has four numbers, from 1 on.
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const NUMBERS_PER_LEVEL = 4;

export function describeLog(record: ReadableLogRecord): CapturedLog {
  return {
    level: record.severityText ?? levelOf(record.severityNumber),
    message: record.body,
    attributes: { ...record.attributes },
    scope: record.instrumentationScope.name,
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
  };
}

function levelOf(severityNumber: number | undefined): string | undefined {
  return severityNumber === undefined ? undefined : LEVELS[Math.ceil(severityNumber / NUMBERS_PER_LEVEL) - 1];
}
