import type { StandardSchema } from '../../shared/standard-schema.js';
import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { DynamoDBArrayEnvelope, DynamoDBStreamEnvelopeResponse } from '../envelope/envelope.js';
import { DynamoDBStreamSchema } from '../schemas/records/dynamodb.js';
import type { Reading } from '../shape/schema.js';

interface Images {
  readonly NewImage?: unknown;
  readonly OldImage?: unknown;
}

/**
 * The images of the items in a DynamoDB stream, as plain objects. Which there are depends on the stream and the change.
 *
 * @example
 * ```ts
 * for (const { NewImage, OldImage } of parse(event, DynamoDBStreamEnvelope, orderSchema)) …
 * ```
 */
export const DynamoDBStreamEnvelope: DynamoDBArrayEnvelope = arrayEnvelope({
  name: 'DynamoDBStreamEnvelope',
  event: DynamoDBStreamSchema,
  items: ({ Records }): { path: PropertyKey[]; value: Images }[] =>
    Records.map(({ dynamodb }, index) => ({ path: ['Records', index, 'dynamodb'], value: dynamodb })),
  readValue: readImages,
  failed: {
    envelope: 'Failed to parse DynamoDB Stream envelope',
    item: 'Failed to parse DynamoDB record',
    itemsSafely: ['Failed to parse record', 'Failed to parse records'],
  },
});

function readImages(
  { NewImage, OldImage }: Images,
  schema: StandardSchema,
  reading: Reading,
): DynamoDBStreamEnvelopeResponse<unknown> {
  return {
    NewImage: NewImage === undefined ? undefined : reading.at('NewImage', schema, NewImage),
    OldImage: OldImage === undefined ? undefined : reading.at('OldImage', schema, OldImage),
  };
}
