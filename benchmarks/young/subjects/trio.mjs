import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { answer } from '../events.mjs';

const logger = new Logger();
const metrics = new Metrics();

export const handler = withPowertools(async () => {
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  logger.info('order received', { order_id: 'A-1001' });
  return answer();
});
