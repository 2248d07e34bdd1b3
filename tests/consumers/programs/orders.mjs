// A function as a user writes it, with a bit of everything that works without an AWS account.
import { metrics as otelMetrics, trace } from '@opentelemetry/api';
import { configure, withPowertools } from 'otel-powertools';
import { Router } from 'otel-powertools/event-handler';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { validate } from 'otel-powertools/validation';

configure({ service: 'orders' });

const logger = new Logger();
const metrics = new Metrics({ namespace: 'shop' });
const tracer = new Tracer();
const standardCounter = otelMetrics.getMeter('orders').createCounter('ItemsOrdered');

const schema = { type: 'object', required: ['order_id'], properties: { order_id: { type: 'string' } } };

const charge = makeIdempotent(async (order) => ({ charged: order.order_id }), {
  persistenceStore: new InMemoryPersistenceLayer(),
  config: new IdempotencyConfig({ eventKeyJmesPath: 'order_id' }),
});

const app = new Router();
app.post('/orders', async ({ req }) => {
  const order = await req.json();
  validate({ payload: order, schema });
  logger.info('order received', { order_id: order.order_id });
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  standardCounter.add(2);
  tracer.putAnnotation('order_id', order.order_id);
  return trace.getTracer('orders').startActiveSpan('charge', async (span) => {
    const answer = await charge(order);
    span.end();
    return answer;
  });
});

export const handler = withPowertools(async (event, context) => app.resolve(event, context));
