import type { Context } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';

const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });

const handler = withPowertools(async (event: { order_id: string }, context: Context) => {
  logger.info('order received', { request: context.awsRequestId });
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  return { charged: event.order_id };
});

test('a function in a project without a tsconfig', async () => {
  const telemetry = captureTelemetry();
  expect(await handler({ order_id: 'A-1001' }, lambdaContext())).toEqual({ charged: 'A-1001' });
  expect(telemetry.spans).toHaveLength(1);
  expect(telemetry.logs.map(({ message }) => message)).toEqual(['order received']);
});
