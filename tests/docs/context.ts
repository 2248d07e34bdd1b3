// What the pages leave to the imagination: the shop that their examples are of.
import { jsonSchema } from 'otel-powertools/validation';

export { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
export { default as middy } from '@middy/core';
export { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
export { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
export { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
export type { SQSEvent, SQSRecord } from 'aws-lambda';
export { configure, type LambdaContext as Context, withPowertools } from 'otel-powertools';
export { injectLambdaContext } from 'otel-powertools/logger/middleware';
export { logMetrics } from 'otel-powertools/metrics/middleware';
export { SecretsProvider, setSecret } from 'otel-powertools/parameters/secrets';
export { getParameters, getParametersByName, SSMProvider, setParameter } from 'otel-powertools/parameters/ssm';
export { arrayOf, JSONStringified } from 'otel-powertools/parser/helpers';
export { SqsRecordSchema, SqsSchema } from 'otel-powertools/parser/schemas';
export type { InferOutput } from 'otel-powertools/parser/types';
export { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
export { validate } from 'otel-powertools/validation';

import { Router } from 'otel-powertools/event-handler';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';

export interface Item {
  readonly id: string;
  readonly price: number;
}
export interface Order {
  readonly id: string;
  readonly order_id: string;
  readonly customer: string;
  readonly plan: string;
  readonly total: number;
  readonly items: readonly Item[];
}
export interface Payment {
  readonly payment_id: string;
}
export type Card = string;
export type Receipt = string;
export interface OrderRequest {
  readonly order_id: string;
}

export const logger = new Logger({ serviceName: 'shop' });
export const metrics = new Metrics({ namespace: 'shop', serviceName: 'shop' });
export const tracer = new Tracer({ serviceName: 'shop' });
export const app = new Router();
export const persistenceStore = new InMemoryPersistenceLayer();

export const orderSchema = jsonSchema<OrderRequest>({
  type: 'object',
  required: ['order_id'],
  properties: { order_id: { type: 'string' } },
});
export const paymentSchema = jsonSchema<Payment>({
  type: 'object',
  required: ['payment_id'],
  properties: { payment_id: { type: 'string' } },
});
export const receiptSchema = { type: 'object' } as const;

export const items: Item[] = [{ id: 'tea', price: 450 }];
export const order = {
  price: 100,
  id: '1',
  order_id: 'A-1',
  customer: { name: 'Ada', email: 'ada@example.com' },
  payments: [{ card: '1' }],
};
export const order_id = 'A-1';
export const team = 'shop';
export const newKey = 'k-2';
export const event = { body: '{"order":{"id":"A-1"}}' };
export const payload: unknown = { id: 'A-1', quantity: 2 };
export const schema = { type: 'object' } as const;

export const work = async (_event: unknown) => ({ done: true });
export const handler = work;
export const charge = async (_payment: unknown) => {
  metrics.addMetric('charges', 'Count', 1);
  return { charged: true };
};
export const ship = async (_order: unknown) => ({ shipped: true });
export const pack = async (_item: Item) => {};
export const park = async (_record: unknown, _error: unknown) => {};
export const createOrder = (request: OrderRequest) => ({ created: request.order_id });
export const findOrder = async (id: string) => (id === 'A-1' ? { id } : undefined);
export const sum = (all: readonly Item[]) => all.reduce((total, { price }) => total + price, 0);
export const readFromVault = async (name: string) => name;
export const readAllFromVault = async (path: string) => ({ [path]: '1' });
export class OutOfStockError extends Error {
  readonly item = 'tea';
}
