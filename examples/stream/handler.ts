import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { withPowertools } from 'otel-powertools';
import { DataMasking } from 'otel-powertools/data-masking';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { getParameter } from 'otel-powertools/parameters/ssm/light';
import { withParser } from 'otel-powertools/parser';
import { DynamoDBStreamEnvelope } from 'otel-powertools/parser/envelopes/dynamodb';
import { Tracer } from 'otel-powertools/tracer';
import { jsonSchema } from 'otel-powertools/validation';
import { createCustomerOrders } from './customer-orders.js';
import { type Order, orderSchema } from './order.js';

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
const masking = new DataMasking();

const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient({}));
const customerOrders = createCustomerOrders(process.env.CUSTOMER_ORDERS_TABLE ?? 'CustomerOrdersTable', dynamodb);

/** The order before the change and after it; one of them is missing where it was made or removed. */
interface Change {
  readonly OldImage?: Order | undefined;
  readonly NewImage?: Order | undefined;
}

interface Settings {
  /** In cents: smaller orders are not listed. */
  readonly smallest_total: number;
}

const DEFAULT_SETTINGS: Settings = { smallest_total: 0 };

/** Asked for once a minute at most; what is older is used while it is fetched anew, after the answer. */
const currentSettings = async (): Promise<Settings> =>
  (await getParameter<Settings>(process.env.SETTINGS_PARAMETER ?? '/shop/follower/settings', {
    transform: 'json',
    maxAge: 60,
    staleWhileRevalidate: 600,
  })) ?? DEFAULT_SETTINGS;

const follow = async ({ OldImage, NewImage }: Change, { smallest_total }: Settings): Promise<void> => {
  const moved = OldImage && OldImage.customer.email !== NewImage?.customer.email;
  if (moved) await customerOrders.remove(OldImage);
  if (NewImage && NewImage.total >= smallest_total) await customerOrders.put(NewImage);
  metrics.addMetric('OrderChanged', MetricUnit.Count, 1);
  logger.info('order followed', {
    order: masking.erase(NewImage ?? OldImage, {
      fields: ['customer.name'],
      maskingRules: { 'customer.email': { regexPattern: /^[^@]+/, maskFormat: '***' } },
    }),
  });
};

/**
 * A change that is not as its schema wants it fails the batch: Lambda halves it until the change is alone, and sends that
 * one to the queue for failures, as the template says.
 */
export const handler = withPowertools(
  withParser(
    async (changes): Promise<void> => {
      const settings = await currentSettings();
      // In their order: a later change of an order is to win.
      for (const change of changes) await follow(change, settings);
    },
    { schema: jsonSchema<Order>(orderSchema), envelope: DynamoDBStreamEnvelope },
  ),
);
