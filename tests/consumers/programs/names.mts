// In a project that has no OpenTelemetry SDK, no AWS SDK, no schema library and no @types/aws-lambda.
import { context, trace } from '@opentelemetry/api';
import * as root from 'otel-powertools';
import * as logging from 'otel-powertools/logger';
import * as metering from 'otel-powertools/metrics';
import * as tracing from 'otel-powertools/tracer';

const logger = new logging.Logger({ serviceName: 'orders' });
const metrics = new metering.Metrics({ namespace: 'shop' });
const tracer = new tracing.Tracer();

interface Order {
  readonly order_id: string;
  readonly total: number;
}

export const handler = root.withPowertools(async (event: Order, lambdaContext) => {
  logger.appendKeys({ order_id: event.order_id, request: lambdaContext.awsRequestId });
  metrics.addMetric('OrderReceived', metering.MetricUnit.Count, 1);
  tracer.putAnnotation('order_id', event.order_id);
  trace.getSpan(context.active())?.addEvent('seen');
  return { total: event.total };
});

export const answer: Promise<{ total: number }> = handler({ order_id: 'A-1', total: 1 }, {
  functionName: 'orders',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 1000,
} satisfies root.LambdaContext);
