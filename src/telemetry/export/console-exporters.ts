import { hrTimeToMicroseconds } from '@opentelemetry/core';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { ExporterOf } from './export.js';

/** The exporters that `console` stands for: they print what is exported, for people. Durations are microseconds. */
export function consoleSpanExporter(): ExporterOf<ReadableSpan[]> {
  return consoleExporter((spans) => spans.map(describeSpan));
}

export function consoleLogRecordExporter(): ExporterOf<ReadableLogRecord[]> {
  return consoleExporter((records) => records.map(describeLogRecord));
}

export function consoleMetricExporter(): ExporterOf<ResourceMetrics> {
  return consoleExporter(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ descriptor, dataPointType, dataPoints }) => ({ descriptor, dataPointType, dataPoints })),
    ),
  );
}

// Ours and not the SDK's: those three drag their whole signals into every function that can name them.

function consoleExporter<TExported>(describe: (exported: TExported) => readonly object[]): ExporterOf<TExported> {
  return {
    isLocal: true,
    export(exported, done) {
      const { inspect } = process.getBuiltinModule('node:util');
      const text = describe(exported).map((item) => `${inspect(item, { depth: null })}\n`);
      process.stdout.write(text.join(''), (error) => done(error ? { code: 1, error } : { code: 0 }));
    },
  };
}

function describeSpan(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    id: spanId,
    parentSpanContext: span.parentSpanContext,
    name: span.name,
    kind: span.kind,
    timestamp: hrTimeToMicroseconds(span.startTime),
    duration: hrTimeToMicroseconds(span.duration),
    attributes: span.attributes,
    status: span.status,
    events: span.events,
    links: span.links,
    resource: span.resource.attributes,
    instrumentationScope: span.instrumentationScope,
  };
}

function describeLogRecord(record: ReadableLogRecord): object {
  return {
    timestamp: hrTimeToMicroseconds(record.hrTime),
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    body: record.body,
    attributes: record.attributes,
    resource: record.resource.attributes,
    instrumentationScope: record.instrumentationScope,
  };
}
