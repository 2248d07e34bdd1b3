// A function's process without a runtime: the test that has started it says when the handler is called, and with what.
import { metrics, trace } from '@opentelemetry/api';
import { configure, explain, withPowertools } from 'otel-powertools';
import { JsonLogRecordExporter } from 'otel-powertools/exporters/json';

configure({
  flushTimeoutMillis: 8000,
  ...(process.env.OWN_EXPORTER === 'json' && { logs: new JsonLogRecordExporter() }),
  ...(process.env.OWN_EXPORTER === 'network' && {
    traces: {
      export: (_spans: unknown, done: (result: { code: 0 | 1 }) => void) =>
        void fetch(`${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/own`, { method: 'POST' }).then(() => done({ code: 0 })),
      shutdown: async () => {},
    },
  }),
});

const handler = withPowertools(async ({ id }: { readonly id: number }) => {
  trace.getTracer('test').startSpan(`work ${id}`).end();
  metrics.getMeter('test').createCounter('orders').add(1);
  return { charged: id };
});

process.on('message', (requestId: string) => {
  const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => 60_000 };
  void handler({ id: Number(requestId) }, context as never).then((answer) => {
    const { networkExports, text } = explain();
    process.send?.({ answer, exports: networkExports, text, mark: process.env.LAMBDA_EXTENSION_OF_OTEL_POWERTOOLS });
  });
});
process.send?.('ready');
