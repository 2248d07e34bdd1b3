// The standard API alone: instruments that a module makes at its top level work, as telemetry is set up before it.
import 'otel-powertools/register';
import { metrics, trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';

const logger = new Logger({ serviceName: 'orders' });
const received = metrics.getMeter('orders').createCounter('OrderReceived');

export const handler = withPowertools(({ body }) =>
  trace.getTracer('orders').startActiveSpan('charge', (span) => {
    const order = JSON.parse(body);
    logger.info('order received', { order_id: order.order_id });
    received.add(1);
    span.end();
    return { statusCode: 200, body: JSON.stringify({ charged: order.order_id }) };
  }),
);
