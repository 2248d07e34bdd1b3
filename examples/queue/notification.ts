import type { EventBridgeEvent } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import type { Shipment } from './order.js';

type OrderShipped = EventBridgeEvent<'Order Shipped', Pick<Shipment, 'shipment_id' | 'order_id'>>;

const logger = new Logger();

/** Tells the customer that an order is on its way: here, by a line in the log. */
export const handler = withPowertools(async ({ detail }: OrderShipped): Promise<void> => {
  logger.info('customer told', { order_id: detail.order_id, shipment_id: detail.shipment_id });
});
