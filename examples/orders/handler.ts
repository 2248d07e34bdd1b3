import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { metrics as metricsApi, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { configure, withPowertools } from 'otel-powertools';
import { NotFoundError, Router } from 'otel-powertools/event-handler';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { jsonSchema } from 'otel-powertools/validation';
import { type Order, type OrderRequest, orderSchema } from './order.js';
import { createOrderStore } from './order-store.js';

// First of all: instruments of the standard metrics API do nothing when they are made before.
configure();

const logger = new Logger();
const tracer = new Tracer();
const metrics = new Metrics();

// One client for both tables; every call it makes is a span.
const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient({}));
const store = createOrderStore(process.env.ORDERS_TABLE ?? 'OrdersTable', dynamodb);

// The standard OpenTelemetry API, beside the façades: it reaches the same trace, the same EMF, the same log.
const otelTracer = trace.getTracer('orders');
const itemsCounter = metricsApi.getMeter('orders').createCounter('ItemsOrdered', { unit: '{item}' });
const otelLogger = logs.getLogger('orders');

const priceOrder = tracer.captureMethod(
  (order: OrderRequest): number => order.items.reduce((total, item) => total + item.quantity * item.unit_price, 0),
  { subSegmentName: '### priceOrder' },
);

const storeOrder = tracer.captureMethod((order: Order): Promise<void> => store.put(order), {
  subSegmentName: '### storeOrder',
  captureResponse: false,
});

const reserveStock = (order: OrderRequest): Promise<void> =>
  otelTracer.startActiveSpan('reserve stock', async (span) => {
    span.setAttribute('order.items', order.items.length);
    for (const item of order.items) itemsCounter.add(item.quantity);
    otelLogger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'stock reserved' });
    span.end();
  });

/** The work of one order, done once per `order_id`: a retry gets the order of the first time. */
const processOrder = makeIdempotent(
  async (request: OrderRequest): Promise<Order> => {
    const total = priceOrder(request);
    await reserveStock(request);
    const order: Order = { ...request, status: 'received', total, created_at: new Date().toISOString() };
    await storeOrder(order);
    metrics.addMetric('OrderProcessed', MetricUnit.Count, 1);
    metrics.addMetric('OrderValue', MetricUnit.NoUnit, total);
    logger.info('order stored', { total });
    return order;
  },
  {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: process.env.IDEMPOTENCY_TABLE ?? 'IdempotencyTable',
      awsSdkV3Client: dynamodb,
    }),
    config: new IdempotencyConfig({
      eventKeyJmesPath: 'order_id',
      throwOnNoIdempotencyKey: true,
      onInProgress: 'wait',
    }),
  },
);

const app = new Router();

app.post(
  '/orders',
  async ({ valid }) => {
    const request = valid.req.body;
    logger.appendKeys({ order_id: request.order_id });
    tracer.putAnnotation('order_id', request.order_id);
    tracer.putMetadata('order', request);
    metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
    return { statusCode: 201, body: JSON.stringify(await processOrder(request)) };
  },
  { validation: { req: { body: jsonSchema<OrderRequest>(orderSchema) } } },
);

app.get('/orders', async () => ({ orders: await store.list() }));

app.get('/orders/:order_id', async ({ params }) => {
  logger.appendKeys({ order_id: params.order_id });
  const order = await store.get(params.order_id);
  if (!order) throw new NotFoundError(`There is no order ${params.order_id}.`);
  return order;
});

app.get('/fail', async () => {
  logger.error('about to fail');
  throw new Error('The order service failed on purpose.');
});

export const handler = withPowertools(async (event: unknown, context) => app.resolve(event, context));
