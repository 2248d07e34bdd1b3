import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { KinesisDataStreamSchema } from '../schemas/records/kinesis.js';

/** The data of the records of a Kinesis data stream, decoded: decompressed where it is gzip, JSON where it is that, else text. */
export const KinesisEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'KinesisEnvelope',
  event: KinesisDataStreamSchema,
  items: ({ Records }) =>
    Records.map(({ kinesis }, index) => ({ path: ['Records', index, 'kinesis', 'data'], value: kinesis.data })),
  failed: {
    envelope: 'Failed to parse Kinesis Data Stream envelope',
    item: 'Failed to parse Kinesis Data Stream record',
    itemsSafely: ['Failed to parse Kinesis Data Stream record', 'Failed to parse Kinesis Data Stream records'],
  },
});
