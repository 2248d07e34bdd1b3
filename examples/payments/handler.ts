import { withPowertools } from 'otel-powertools';
import { IdempotencyConfig, makeHandlerIdempotent } from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { Logger } from 'otel-powertools/logger';

export interface Payment {
  readonly payment_id: string;
  /** In cents. */
  readonly amount: number;
}

export interface Receipt {
  readonly payment_id: string;
  readonly receipt_id: string;
  readonly status: 'paid';
}

const ONE_HOUR_SECONDS = 3600;

const logger = new Logger();
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE ?? 'IdempotencyTable',
});
const config = new IdempotencyConfig({ eventKeyJmesPath: 'payment_id', expiresAfterSeconds: ONE_HOUR_SECONDS });

/** Pays once per `payment_id`: a retry within the hour gets the receipt of the first time. */
export const handler = withPowertools(
  async (event: Payment): Promise<Receipt> => {
    logger.appendKeys({ payment_id: event.payment_id });
    const receipt: Receipt = { payment_id: event.payment_id, receipt_id: crypto.randomUUID(), status: 'paid' };
    logger.info('paid', { amount: event.amount, receipt_id: receipt.receipt_id });
    return receipt;
  },
  { use: [makeHandlerIdempotent({ persistenceStore, config })] },
);
