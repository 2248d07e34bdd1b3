import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { withPowertools } from 'otel-powertools';
import { batch } from 'otel-powertools/batch';
import { jsonBody } from 'otel-powertools/batch/envelopes';
import { idempotentBy } from 'otel-powertools/batch/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { jsonSchema } from 'otel-powertools/validation';
import { type PaidOrder, paidOrderSchema, type Shipment } from './order.js';

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();

// Every call of either client is a span below that of the record, and carries the trace on.
const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient({}));
const eventBridge = tracer.captureAWSv3Client(new EventBridgeClient({}));

const storeShipment = ({ shipment_id, order_id, address }: Shipment) =>
  dynamodb.send(
    new PutItemCommand({
      TableName: process.env.SHIPMENTS_TABLE ?? 'ShipmentsTable',
      Item: { shipment_id: { S: shipment_id }, order_id: { S: order_id }, address: { S: address } },
    }),
  );

const announceShipment = async ({ shipment_id, order_id }: Shipment): Promise<void> => {
  const { Entries: entries = [] } = await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.SHOP_BUS ?? 'ShopBus',
          Source: 'shop.shipping',
          DetailType: 'Order Shipped',
          Detail: JSON.stringify({ shipment_id, order_id }),
        },
      ],
    }),
  );
  // EventBridge answers 200 for events that it did not take.
  const refused = entries.find(({ ErrorCode: code }) => code !== undefined);
  if (refused) throw new Error(`The event bus refused the event: ${refused.ErrorCode} ${refused.ErrorMessage}`);
};

/** Ships one order. What it logs and measures belongs to its message, whatever is processed beside it. */
const ship = async ({ body: order }: { readonly body: PaidOrder }): Promise<Shipment> => {
  logger.appendKeys({ order_id: order.order_id });
  const shipment: Shipment = {
    shipment_id: crypto.randomUUID(),
    order_id: order.order_id,
    address: order.address,
  };
  await storeShipment(shipment);
  await announceShipment(shipment);
  metrics.addMetric('OrderShipped', MetricUnit.Count, 1);
  logger.info('order shipped', { shipment_id: shipment.shipment_id });
  return shipment;
};

/** A queue delivers at least once; an order is shipped once. */
export const handler = withPowertools(
  batch(ship, {
    source: 'SQS',
    envelope: jsonBody(jsonSchema<PaidOrder>(paidOrderSchema)),
    concurrency: 5,
    idempotency: idempotentBy('body.order_id', {
      persistenceStore: new DynamoDBPersistenceLayer({
        tableName: process.env.IDEMPOTENCY_TABLE ?? 'IdempotencyTable',
        awsSdkV3Client: dynamodb,
      }),
    }),
  }),
);
