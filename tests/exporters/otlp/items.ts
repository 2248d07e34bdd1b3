import { DiagLogLevel, diag, SpanKind } from '@opentelemetry/api';
import {
  type ExportableLogRecord,
  type ExportableMetrics,
  type ExportableSpan,
  type OtlpExporterOptions,
  type OtlpExportResult,
  OtlpLogRecordExporter,
  OtlpMetricExporter,
  OtlpSpanExporter,
} from 'otel-powertools/exporters/otlp';
import type { SignalName } from './decoder.js';

const resource = { attributes: { 'service.name': 'shop' } };
const scope = { name: 'tests' };

export const spanNamed = (name: string): ExportableSpan => ({
  name,
  kind: SpanKind.INTERNAL,
  spanContext: () => ({ traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags: 1 }),
  startTime: [1_795_472_213, 1],
  endTime: [1_795_472_213, 2],
  status: { code: 0 },
  attributes: {},
  events: [],
  links: [],
  resource,
  instrumentationScope: scope,
});

export const recordNamed = (eventName: string): ExportableLogRecord => ({
  hrTime: [1_795_472_213, 1],
  hrTimeObserved: [1_795_472_213, 1],
  eventName,
  attributes: {},
  droppedAttributesCount: 0,
  resource,
  instrumentationScope: scope,
});

export const metricsNamed = (name: string): ExportableMetrics => ({
  resource,
  scopeMetrics: [
    {
      scope,
      metrics: [
        {
          descriptor: { name },
          aggregationTemporality: 0,
          dataPointType: 3,
          isMonotonic: true,
          dataPoints: [{ startTime: [1_795_472_213, 1], endTime: [1_795_472_213, 2], attributes: {}, value: 1 }],
        },
      ],
    },
  ],
});

/** An exporter of any signal, and one item of it by name. */
export interface Subject {
  readonly exporter: OtlpSpanExporter | OtlpMetricExporter | OtlpLogRecordExporter;
  readonly send: (name: string) => Promise<OtlpExportResult>;
}

export const SIGNALS: readonly SignalName[] = ['traces', 'metrics', 'logs'];

export const subjectOf = (signal: SignalName, options: OtlpExporterOptions = {}): Subject => {
  switch (signal) {
    case 'traces': {
      const exporter = new OtlpSpanExporter(options);
      return { exporter, send: (name) => new Promise((resolve) => exporter.export([spanNamed(name)], resolve)) };
    }
    case 'metrics': {
      const exporter = new OtlpMetricExporter(options);
      return { exporter, send: (name) => new Promise((resolve) => exporter.export(metricsNamed(name), resolve)) };
    }
    default: {
      const exporter = new OtlpLogRecordExporter(options);
      return { exporter, send: (name) => new Promise((resolve) => exporter.export([recordNamed(name)], resolve)) };
    }
  }
};

/** What is said through `diag` from now on. */
export const listenToDiag = (): string[] => {
  const messages: string[] = [];
  const hear = (message: string, ...details: unknown[]): void => void messages.push([message, ...details].join(' '));
  const silent = { debug: () => {}, info: () => {}, verbose: () => {} };
  diag.setLogger(
    { ...silent, warn: hear, error: hear },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return messages;
};
