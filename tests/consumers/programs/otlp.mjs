// The newest OTLP exporter and a stock instrumentation, beside X-Ray: they bring the newest @opentelemetry/api.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';

const logger = new Logger();
const metrics = new Metrics({ namespace: 'shop' });

export const handler = withPowertools(
  async (event) => {
    const { order_id } = JSON.parse(event.body);
    logger.info('order received', { order_id });
    metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
    const response = await fetch(process.env.SHOP_URL);
    return { statusCode: 200, body: JSON.stringify({ charged: order_id, upstream: response.status }) };
  },
  { service: 'orders', traces: ['xray', new OTLPTraceExporter()] },
);

registerInstrumentations({ instrumentations: [new UndiciInstrumentation()] });
