import { metrics, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { withPowertools } from 'otel-powertools';
import { OtlpSpanExporter } from 'otel-powertools/exporters/otlp';
import { Logger } from 'otel-powertools/logger';

const logger = new Logger();

const handler = withPowertools(
  async (_event: object) => {
    trace.getTracer('test').startActiveSpan('work', (span) => span.end());
    metrics.getMeter('test').createCounter('orders').add(1);
    logger.info('one');
    return 'done';
  },
  {
    // Theirs and ours side by side.
    traces: [new OTLPTraceExporter(), new OtlpSpanExporter({ url: `${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/ours` })],
    metrics: new OTLPMetricExporter(),
    logs: new OTLPLogExporter(),
    flushTimeoutMillis: 5000,
  },
);
await handler({}, Object.create(null));
process.exit();
