import { asObject } from '../shared/unknown.js';
import { consumerRecord } from './consumer-record.js';
import { deserializerOf } from './deserialize/deserializer.js';
import { KafkaConsumerError } from './errors.js';
import type { ConsumerRecords, KeyOf, MSKEvent, SchemaConfig, ValueOf } from './types.js';

type AnyHandler<TContext> = (event: ConsumerRecords, context: TContext) => unknown;

/**
 * A handler that gets Kafka records with their keys and values read, each when it is asked for. Their types follow from
 * the configuration, or are given: `kafkaConsumer<string, Order>(…)`.
 *
 * @throws {KafkaConsumerError} the event is none of Kafka; before the handler is called.
 * @throws {KafkaConsumerDeserializationError} a form that is not known, or its package is not installed: before the
 * handler; a key or value is not in that form: where it is asked for.
 * @throws {KafkaConsumerParserError} where it is asked for, what is not as its `parserSchema` wants it.
 * @example
 * ```ts
 * export const handler = withPowertools(
 *   kafkaConsumer(
 *     async ({ records }) => {
 *       for (const record of records) await withRecordSpan(record, ({ value }) => ship(value));
 *     },
 *     { value: { type: SchemaType.JSON, parserSchema: orderSchema } },
 *   ),
 * );
 * ```
 */
export function kafkaConsumer<const TConfig extends SchemaConfig, TContext, TReturn>(
  handler: (event: ConsumerRecords<KeyOf<TConfig>, ValueOf<TConfig>>, context: TContext) => TReturn,
  config: TConfig,
): (event: MSKEvent, context: TContext) => Promise<Awaited<TReturn>>;
export function kafkaConsumer<K, V>(
  handler: (event: ConsumerRecords<K, V>, context: never) => unknown,
  config?: SchemaConfig,
): (event: MSKEvent, context: unknown) => Promise<unknown>;
export function kafkaConsumer(
  handler: AnyHandler<never>,
  config?: SchemaConfig,
): (event: MSKEvent, context: never) => Promise<unknown> {
  return async (event, context) => {
    const records = recordsOf(event);
    const deserializers = { key: await deserializerOf(config?.key), value: await deserializerOf(config?.value) };
    return handler(
      { ...event, records: records.map((record) => consumerRecord(record, deserializers, config)) },
      context,
    );
  };
}

function recordsOf(event: MSKEvent): MSKEvent['records'][string] {
  const topics = asObject(asObject(event)?.records);
  if (topics === undefined || Array.isArray(topics) || !Object.values(topics).every(Array.isArray)) {
    throw new KafkaConsumerError('Event is not a valid MSKEvent. Expected an object with a "records" property.');
  }
  return Object.values(event.records).flat();
}
