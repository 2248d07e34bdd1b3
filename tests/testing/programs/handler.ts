import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';

const logger = new Logger();
const metrics = new Metrics();
const tracer = trace.getTracer('orders');

/** A handler as a user has it, with options of its own. */
export const handler = withPowertools(
  async () => {
    logger.info('received');
    metrics.addMetric('Orders', MetricUnit.Count, 1);
    tracer.startSpan('charge').end();
  },
  { service: 'orders', namespace: 'shop', traces: 'xray' },
);
