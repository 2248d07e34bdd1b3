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

function partitionsOf(event: UnknownObject): (readonly unknown[])[] {
  return Object.values(asObject(event.records) ?? {}).map((partition) => asArray(partition) ?? []);
}
