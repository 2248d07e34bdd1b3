import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { KinesisFirehoseSchema } from '../schemas/records/kinesis-firehose.js';

/** The data of records of Firehose as text: the schema of JSON is in `JSONStringified`. */
export const KinesisFirehoseEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'KinesisFirehoseEnvelope',
  event: KinesisFirehoseSchema,
  items: ({ records }) => records.map(({ data }, index) => ({ path: ['records', index, 'data'], value: data })),
  failed: {
    envelope: 'Failed to parse Kinesis Firehose envelope',
    item: 'Failed to parse Kinesis Firehose record',
    itemsSafely: ['Failed to parse Kinesis Firehose record', 'Failed to parse Kinesis Firehose records'],
  },
});
