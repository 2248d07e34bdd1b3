// The function has one copy of the package, as an ES module, and a library that it uses another, as CommonJS.
import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';

const require = createRequire(import.meta.url);
const { Logger } = require('otel-powertools-of-a-library/logger');
const { Metrics, MetricUnit } = require('otel-powertools-of-a-library/metrics');
const { Tracer } = require('otel-powertools-of-a-library/tracer');
const { makeIdempotent, IdempotencyConfig } = require('otel-powertools-of-a-library/idempotency');
const { InMemoryPersistenceLayer } = require('otel-powertools-of-a-library/idempotency/persistence');
const { NotFoundError } = require('otel-powertools-of-a-library/event-handler');

const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
const tracer = new Tracer({ serviceName: 'orders' });

const charge = tracer.captureMethod(
  makeIdempotent(async ({ order_id }) => ({ charged: order_id }), {
    persistenceStore: new InMemoryPersistenceLayer(),
    config: new IdempotencyConfig({ eventKeyJmesPath: 'order_id' }),
  }),
  { subSegmentName: 'charge' },
);

export const handler = withPowertools(async ({ body }) => {
  const order = JSON.parse(body);
  logger.info('order received', { order_id: order.order_id });
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  if (!trace.getActiveSpan()?.isRecording()) throw new NotFoundError('the span of the other copy');
  await charge(order);
  return { statusCode: 200, body: JSON.stringify(await charge(order)) };
});
