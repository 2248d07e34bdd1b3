import { metrics, trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';

const logger = new Logger();

export const handler = withPowertools(async ({ id }) => {
  trace.getTracer('shop').startActiveSpan('charge', (span) => span.end());
  metrics.getMeter('shop').createCounter('orders').add(1);
  logger.info('charged', { id });
  return { charged: id };
});
