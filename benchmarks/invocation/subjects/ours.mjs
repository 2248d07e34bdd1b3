import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';

const logger = new Logger(process.env.WITHOUT_LOCATION ? { location: false } : {});
const metrics = new Metrics();
const tracer = new Tracer();

export const handler = withPowertools(async (event) => {
  tracer.putAnnotation('order_id', event.order_id);
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  logger.info('order received', { order_id: event.order_id });
  return 'done';
});
