import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { SnsSchema } from '../schemas/records/sns.js';

/** The messages of SNS notifications: text, so that the schema of JSON is in `JSONStringified`. */
export const SnsEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'SnsEnvelope',
  event: SnsSchema,
  items: ({ Records }) =>
    Records.map(({ Sns }, index) => ({ path: ['Records', index, 'Sns', 'Message'], value: Sns.Message })),
  failed: {
    envelope: 'Failed to parse SNS envelope',
    item: 'Failed to parse SNS record',
    itemsSafely: ['Failed to parse SNS message', 'Failed to parse SNS messages'],
  },
});
