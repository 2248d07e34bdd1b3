import type { InferOutput } from '../../shared/standard-schema.js';
import { asObject } from '../../shared/unknown.js';
import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { KafkaMskEventSchema, KafkaSelfManagedEventSchema } from '../schemas/records/kafka.js';
import { defineSchema, type Schema } from '../shape/schema.js';

/** The event says itself which of the two it is: what is wrong with it is told of that one. */
const KafkaEvent: Schema<InferOutput<typeof KafkaMskEventSchema> | InferOutput<typeof KafkaSelfManagedEventSchema>> =
  defineSchema((value, reading) =>
    reading.read(
      asObject(value)?.eventSource === 'aws:kafka' ? KafkaMskEventSchema : KafkaSelfManagedEventSchema,
      value,
    ),
  );

/** The values of Kafka records of all topics, as text: the schema of JSON is in `JSONStringified`. */
export const KafkaEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'KafkaEnvelope',
  event: KafkaEvent,
  items: ({ records }) =>
    Object.entries(records).flatMap(([topic, list]) =>
      list.map(({ value }, index) => ({ path: ['records', topic, index, 'value'], value })),
    ),
  failed: {
    envelope: 'Failed to parse Kafka envelope',
    item: 'Failed to parse Kafka record',
    itemsSafely: ['Failed to parse Kafka record', 'Failed to parse Kafka records'],
  },
});
