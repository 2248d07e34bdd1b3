// A handler whose promise never settles: up to Node.js 22, Lambda answers null and the process goes on.
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';

const logger = new Logger({ serviceName: 'cart', logBufferOptions: { enabled: true } });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });

interface Event {
  readonly n: number;
  readonly settles?: boolean;
}

export const handler = withPowertools(async ({ n, settles }: Event) => {
  logger.debug('buffered', { n });
  logger.info('written', { n });
  metrics.addMetric('orders', MetricUnit.Count, n);
  trace.getTracer('cart').startSpan(`step ${n}`).end();
  trace.getTracer('cart').startSpan(`open ${n}`);
  if (!settles) await new Promise(() => {});
  return n;
});
