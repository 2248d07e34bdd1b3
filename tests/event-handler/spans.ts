import { context, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';

export interface SpanRecorder {
  /** Runs `work` in a span, as an invocation's. */
  during(work: () => Promise<unknown>): Promise<void>;
  finished(): ReadableSpan[];
  stop(): Promise<void>;
}

/** Spans of a real SDK, kept in memory. */
export const recordSpans = (): SpanRecorder => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(provider);
  return {
    during: (work) =>
      trace.getTracer('test').startActiveSpan('invocation', async (span) => {
        await work();
        span.end();
      }),
    finished: () => exporter.getFinishedSpans(),
    stop: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
};
