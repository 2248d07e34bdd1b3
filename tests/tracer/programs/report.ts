import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ensureContextManager } from '../../../src/invocation/context/context-manager.js';

const exporter = new InMemorySpanExporter();
ensureContextManager();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';

/** Prints what a program has to say, and the spans that it made, for the test that runs it. */
export const report = (said: unknown): void => {
  const spans = exporter.getFinishedSpans();
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  console.log(
    JSON.stringify({
      said,
      spans: spans.map((span) => ({
        name: span.name,
        parent: names.get(span.parentSpanContext?.spanId ?? ''),
        attributes: span.attributes,
      })),
    }),
  );
};
