import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { describe, expect, it } from 'vitest';
import { startDaemon } from './daemon.js';
import { documentOf } from './documents.js';

describe('XRaySpanExporter', () => {
  it('sends the spans of an invocation as one document under the parent that Lambda made', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const tracer = provider.getTracer('test');
    const lambda = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: '53995c3f42cd8ad8',
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    });
    const handler = tracer.startSpan('## index.handler', { kind: SpanKind.SERVER }, lambda);
    const child = tracer.startSpan('### work', { attributes: { 'order.id': 7 } }, trace.setSpan(lambda, handler));
    child.end();
    handler.end();
    await provider.forceFlush();
    const [datagram] = await daemon.received(1);
    const document = documentOf(datagram);
    expect(document).toMatchObject({
      type: 'subsegment',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: '53995c3f42cd8ad8',
      id: handler.spanContext().spanId,
      name: '## index.handler',
      subsegments: [{ id: child.spanContext().spanId, name: '### work', metadata: { default: { 'order.id': 7 } } }],
    });
    expect(exporter.dropped.total).toBe(0);
    await provider.shutdown();
  });
});
