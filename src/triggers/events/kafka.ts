import type { Attributes } from '@opentelemetry/api';
import { asArray, asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { processing } from '../attributes.js';
import { type Carrier, carrierOfBytes } from '../carriers/carrier.js';
import type { EventSource } from '../event-source.js';

const ORIGINS: ReadonlySet<unknown> = new Set(['aws:kafka', 'SelfManagedKafka']);

/** Records of Kafka topics, by topic and partition. */
export const kafka: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => ORIGINS.has(origin),
  describe: ({ event }) => {
    const partitions = partitionsOf(event);
    const topics = new Set(partitions.map(([record]) => asText(asObject(record)?.topic)));
    const count = partitions.reduce((sum, partition) => sum + partition.length, 0);
    return { attributes: processing('kafka', topics.size === 1 ? [...topics][0] : undefined, count) };
  },
  *carriers({ event }) {
    for (const partition of partitionsOf(event)) {
      for (const record of partition) yield carrierOfKafkaHeaders(asObject(record)?.headers);
    }
  },
};

/** A record's `headers` are a list of objects, each with one name and the bytes of its value. */
export function carrierOfKafkaHeaders(headers: unknown): Carrier {
  const fields = (asArray(headers) ?? []).map((header) => asObject(header) ?? {});
  return carrierOfBytes(Object.assign(Object.create(null), ...fields));
}

/** What tells a record from every other: `<topic>-<partition>@<offset>`; undefined of one that has no offset. */
export function idOfKafkaRecord({ topic, partition, offset }: UnknownObject): string | undefined {
  return typeof offset === 'number' ? `${topic}-${partition}@${offset}` : undefined;
}

/** Adds what the messaging conventions have for a record. A record without a value deletes what its key names. */
export function describeKafkaRecord(record: UnknownObject, attributes: Attributes): void {
  const { partition, offset, value } = record;
  attributes['messaging.destination.partition.id'] = String(partition);
  if (typeof offset === 'number') attributes['messaging.kafka.offset'] = offset;
  if (typeof value === 'string') attributes['messaging.message.body.size'] = Buffer.byteLength(value, 'base64');
  else attributes['messaging.kafka.message.tombstone'] = true;
}

function partitionsOf(event: UnknownObject): (readonly unknown[])[] {
  return Object.values(asObject(event.records) ?? {}).map((partition) => asArray(partition) ?? []);
}
