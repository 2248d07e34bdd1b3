import type { InferOutput, StandardSchema } from '../shared/standard-schema.js';
import type { SchemaType } from './schema-type.js';

export type { SchemaType } from './schema-type.js';

/** What a schema registry said of a key or value, by way of Lambda. */
export interface SchemaMetadata {
  /** `JSON`, `AVRO` or `PROTOBUF`. */
  dataFormat: string;
  /** A UUID of the Glue Schema Registry, or a number of Confluent's. */
  schemaId?: string;
}

/** A header: its name, and the bytes of its value. */
export interface RecordHeader {
  [headerKey: string]: number[];
}

/** A record as Lambda gets it: key and value in base64. */
export interface Record {
  /** The topic that the record is from. */
  topic: string;
  /** The number of its partition, from 0 on. */
  partition: number;
  /** Where it is in its partition, from 0 on. */
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** Whose time `timestamp` is: the producer's (`CREATE_TIME`) or the broker's (`LOG_APPEND_TIME`). */
  timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** The key in base64. Null or absent: it has none. */
  key?: string | null;
  /** The value in base64. Null or absent: a tombstone. */
  value?: string | null;
  /** The headers in their order. Null: there are none. */
  headers: RecordHeader[] | null;
  /** What a schema registry said of the value. */
  valueSchemaMetadata: SchemaMetadata;
  /** What a schema registry said of the key. */
  keySchemaMetadata: SchemaMetadata;
}

/** The event of a Kafka source: Amazon MSK, or a cluster of one's own. */
export interface MSKEvent {
  /** Amazon MSK, as Lambda calls it. */
  eventSource: 'aws:kafka';
  /** The ARN of the cluster: `arn:aws:kafka:…:cluster/orders/…`. */
  eventSourceArn: string;
  /** The addresses of the brokers, with commas between them. */
  bootstrapServers: string;
  /** By topic and partition: `orders-0`. */
  records: { [topic: string]: Record[] };
}

/**
 * A record for the handler. `key`, `value` and `headers` are read when they are asked for, and once: what is wrong with
 * one is thrown there. A record without a value (a tombstone) has `null` for it, whatever `V` is.
 */
export interface ConsumerRecord<K, V> {
  /** What the key holds, read as the configuration says. Undefined: it has none. */
  readonly key: K;
  /**
   * What the value holds, read as the configuration says.
   *
   * @throws KafkaConsumerParserError when `parserSchema` does not take it.
   */
  readonly value: V;
  /** The headers in their order, their values as text. Null: there are none. */
  readonly headers?: { [k: string]: string }[] | null;
  /** The key as Lambda has it: base64. */
  originalKey?: string;
  /** The value as Lambda has it: base64. */
  originalValue: string;
  /** The headers as Lambda has them: the bytes of each value. */
  originalHeaders?: RecordHeader[] | null;
  /** The topic that the record is from. */
  topic: string;
  /** The number of its partition, from 0 on. */
  partition: number;
  /** Where it is in its partition, from 0 on. */
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** Whose time `timestamp` is: the producer's (`CREATE_TIME`) or the broker's (`LOG_APPEND_TIME`). */
  timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** What a schema registry said of the value. */
  valueSchemaMetadata: SchemaMetadata;
  /** What a schema registry said of the key. */
  keySchemaMetadata: SchemaMetadata;
}

/** The event for the handler: the records of all topics, in their order. */
export interface ConsumerRecords<K = unknown, V = unknown> extends Omit<MSKEvent, 'records'> {
  /** The records of all topics and partitions, one after the other. */
  records: ConsumerRecord<K, V>[];
}

/** A message type of `protobufjs`, or a class that its command line made. */
export interface ProtobufMessage<T = unknown> {
  /** Reads a message from its bytes. */
  decode(reader: Uint8Array, length?: number): T;
}

interface Parsed {
  /** Any Standard Schema that answers at once, for what was read. */
  readonly parserSchema?: StandardSchema;
}

export interface JsonConfig extends Parsed {
  /** `SchemaType.JSON`: what was read is JSON. */
  readonly type: typeof SchemaType.JSON;
}

/** Needs the package `avro-js`. */
export interface AvroConfig extends Parsed {
  /** `SchemaType.AVRO`: what was read is Avro, in its binary encoding. */
  readonly type: typeof SchemaType.AVRO;
  /** The schema of Avro, as JSON. */
  readonly schema: string;
}

export interface ProtobufConfig<T> extends Parsed {
  /** `SchemaType.PROTOBUF`: what was read is a message of Protocol Buffers. */
  readonly type: typeof SchemaType.PROTOBUF;
  /** The type of the message, which decodes it. */
  readonly schema: ProtobufMessage<T>;
}

export type SchemaConfigValue = JsonConfig | AvroConfig | ProtobufConfig<unknown>;

/** How keys and values are read. Default, of each: as text. */
export interface SchemaConfig {
  /** How values are read. */
  readonly value: SchemaConfigValue;
  /** How keys are read. Default: as text. */
  readonly key?: SchemaConfigValue;
}

type Read<TConfig> = TConfig extends { readonly parserSchema: infer TSchema extends StandardSchema }
  ? InferOutput<TSchema>
  : TConfig extends ProtobufConfig<infer TMessage>
    ? TMessage
    : unknown;

/** What a configuration makes of a value. */
export type ValueOf<TConfig extends SchemaConfig> = Read<TConfig['value']>;

/** What a configuration makes of a key: text, unless it says another. */
export type KeyOf<TConfig extends SchemaConfig> = TConfig extends { readonly key: infer TKey }
  ? Read<TKey> | undefined
  : string | undefined;
