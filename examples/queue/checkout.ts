import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { withPowertools } from 'otel-powertools';
import { Router } from 'otel-powertools/event-handler';
import { Logger } from 'otel-powertools/logger';
import { Tracer } from 'otel-powertools/tracer';
import { jsonSchema } from 'otel-powertools/validation';
import { type PaidOrder, paidOrderSchema } from './order.js';

const logger = new Logger();
const tracer = new Tracer();

// A message carries the trace of the span that sends it.
const sqs = tracer.captureAWSv3Client(new SQSClient({}));

const app = new Router();

app.post(
  '/orders',
  async ({ valid }) => {
    const order = valid.req.body;
    const { MessageId: messageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(order) }),
    );
    logger.info('order paid', { order_id: order.order_id, message_id: messageId });
    return { statusCode: 202, body: JSON.stringify({ order_id: order.order_id }) };
  },
  { validation: { req: { body: jsonSchema<PaidOrder>(paidOrderSchema) } } },
);

/** Takes orders that were paid, and puts them into the queue. */
export const handler = withPowertools(async (event: unknown, context) => app.resolve(event, context));
