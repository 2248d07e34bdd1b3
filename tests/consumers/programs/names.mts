// Every subpath but ./idempotency/dynamodb, which is typed by the AWS SDK that it is for, in a project that has no
// OpenTelemetry SDK, no AWS SDK and no @types/aws-lambda.
import { context, trace } from '@opentelemetry/api';
import * as root from 'otel-powertools';
import * as eventHandler from 'otel-powertools/event-handler';
import * as eventHandlerHttp from 'otel-powertools/event-handler/http';
import * as emf from 'otel-powertools/exporters/emf';
import * as json from 'otel-powertools/exporters/json';
import * as xray from 'otel-powertools/exporters/xray';
import * as idempotency from 'otel-powertools/idempotency';
import * as dynamodbLight from 'otel-powertools/idempotency/dynamodb-light';
import * as idempotencyMiddleware from 'otel-powertools/idempotency/middleware';
import * as persistence from 'otel-powertools/idempotency/persistence';
import * as jmespath from 'otel-powertools/jmespath';
import * as envelopes from 'otel-powertools/jmespath/envelopes';
import * as logging from 'otel-powertools/logger';
import * as loggerMiddleware from 'otel-powertools/logger/middleware';
import * as metering from 'otel-powertools/metrics';
import * as metricsMiddleware from 'otel-powertools/metrics/middleware';
import * as testing from 'otel-powertools/testing';
import * as tracing from 'otel-powertools/tracer';
import * as tracerMiddleware from 'otel-powertools/tracer/middleware';
import * as validation from 'otel-powertools/validation';
import * as validationDecorator from 'otel-powertools/validation/decorator';
import * as validationErrors from 'otel-powertools/validation/errors';
import * as validationMiddleware from 'otel-powertools/validation/middleware';

export const everything = [
  root,
  eventHandler,
  eventHandlerHttp,
  emf,
  json,
  xray,
  idempotency,
  dynamodbLight,
  idempotencyMiddleware,
  persistence,
  jmespath,
  envelopes,
  logging,
  loggerMiddleware,
  metering,
  metricsMiddleware,
  testing,
  tracing,
  tracerMiddleware,
  validation,
  validationDecorator,
  validationErrors,
  validationMiddleware,
];

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
