import { context, diag, propagation, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { ensureContextManager } from '../../src/invocation/context/context-manager.js';
import { setOptions } from '../../src/telemetry/settings/settings.js';

/** An OpenTelemetry SDK of the test's own, and the spans that ended in it. */
export interface RecordedTelemetry {
  readonly exporter: InMemorySpanExporter;
  spans(): ReadableSpan[];
  span(name: string): ReadableSpan;
}

export const registerTelemetry = (): RecordedTelemetry => {
  const exporter = new InMemorySpanExporter();
  ensureContextManager();
  // As who sets up an SDK of their own says that it reports to X-Ray.
  setOptions({ traces: 'xray' });
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  return {
    exporter,
    spans: () => exporter.getFinishedSpans(),
    span: (name) => {
      const found = exporter.getFinishedSpans().find((span) => span.name === name);
      if (!found) throw new Error(`no span "${name}" among ${exporter.getFinishedSpans().map((span) => span.name)}`);
      return found;
    },
  };
};

export const unregisterTelemetry = (): void => {
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
};

/** The metadata of a span's namespace, as the X-Ray exporter reads it. */
export const metadataOf = (span: ReadableSpan, namespace: string): unknown => {
  const json = span.attributes[`aws.xray.metadata.${namespace}`];
  return typeof json === 'string' ? JSON.parse(json) : undefined;
};
