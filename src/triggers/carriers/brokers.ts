import { asArray, asObject, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier, CarrierExtractor } from './carrier.js';

/** Kafka: a record's `headers` are a list of objects, each with one name and the bytes of its value. */
export function carrierOfKafkaHeaders(headers: unknown): Carrier {
  const fields = (asArray(headers) ?? []).map((header) => asObject(header) ?? {});
  return carrierOfBytes(Object.assign(Object.create(null), ...fields));
}

export const kafkaCarriers: CarrierExtractor = function* (event) {
  for (const partition of Object.values(asObject(event.records) ?? {})) {
    for (const record of asArray(partition) ?? []) yield carrierOfKafkaHeaders(asObject(record)?.headers);
  }
};

/** RabbitMQ: `basicProperties.headers`, their values as `{ bytes }`. ActiveMQ: `properties`, plain. */
export const amazonMqCarriers: CarrierExtractor = function* (event) {
  for (const queue of Object.values(asObject(event.rmqMessagesByQueue) ?? {})) {
    for (const message of asArray(queue) ?? []) {
      const headers = asObject(asObject(asObject(message)?.basicProperties)?.headers);
      yield headers && carrierOfBytes(headers);
    }
  }
  for (const message of asArray(event.messages) ?? []) {
    const fields = asObject(asObject(message)?.properties);
    yield fields && { fields };
  }
};

function carrierOfBytes(headers: UnknownObject): Carrier {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) fields[name] = textOfBytes(value);
  return { fields };
}

function textOfBytes(value: unknown): unknown {
  const bytes = asArray(value) ?? asArray(asObject(value)?.bytes);
  // Java's bytes are signed.
  return bytes === undefined ? value : Buffer.from(bytes.map((byte) => Number(byte) & 0xff)).toString();
}
