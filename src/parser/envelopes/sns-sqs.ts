import type { StandardSchema } from '../../shared/standard-schema.js';
import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { SnsSqsNotificationSchema } from '../schemas/records/sns.js';
import { SqsSchema } from '../schemas/records/sqs.js';
import { readJson } from '../shape/decoded.js';
import type { Reading } from '../shape/schema.js';

/** The messages of SNS notifications that an SQS queue hands on: text, so that the schema of JSON is in `JSONStringified`. */
export const SnsSqsEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'SnsSqsEnvelope',
  event: SqsSchema,
  items: ({ Records }) => Records.map(({ body }, index) => ({ path: ['Records', index, 'body'], value: body })),
  readValue: readNotification,
  failed: {
    envelope: 'Failed to parse SQS Envelope',
    envelopeSafely: 'Failed to parse SQS envelope',
    item: 'Failed to parse SQS Record',
    itemsSafely: ['Failed to parse SQS Record', 'Failed to parse SQS Records'],
  },
});

function readNotification(body: string, schema: StandardSchema, reading: Reading): unknown {
  const json = readJson(body, reading);
  if (reading.issues.length > 0) return undefined;
  const notification = reading.read(SnsSqsNotificationSchema, json);
  return reading.issues.length > 0 ? undefined : reading.at('Message', schema, notification.Message);
}
