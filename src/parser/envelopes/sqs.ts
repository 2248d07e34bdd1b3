import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { SqsSchema } from '../schemas/records/sqs.js';

/**
 * The bodies of SQS messages: text, so that the schema of JSON is in `JSONStringified`.
 *
 * @example
 * ```ts
 * const orders = parse(event, SqsEnvelope, JSONStringified(orderSchema));
 * ```
 */
export const SqsEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'SqsEnvelope',
  event: SqsSchema,
  items: ({ Records }) => Records.map(({ body }, index) => ({ path: ['Records', index, 'body'], value: body })),
  failed: {
    envelope: 'Failed to parse SQS Envelope',
    envelopeSafely: 'Failed to parse SQS envelope',
    item: 'Failed to parse SQS Record',
    itemsSafely: ['Failed to parse SQS Record', 'Failed to parse SQS Records'],
  },
});
