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
  topic: string;
  partition: number;
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  key?: string | null;
  value?: string | null;
  headers: RecordHeader[] | null;
  valueSchemaMetadata: SchemaMetadata;
  keySchemaMetadata: SchemaMetadata;
}

/** The event of a Kafka source: Amazon MSK, or a cluster of one's own. */
export interface MSKEvent {
  eventSource: 'aws:kafka';
  eventSourceArn: string;
  bootstrapServers: string;
  /** By topic and partition: `orders-0`. */
  records: { [topic: string]: Record[] };
}

/**
 * A record for the handler. `key`, `value` and `headers` are read when they are asked for, and once: what is wrong with
 * one is thrown there. A record without a value (a tombstone) has `null` for it, whatever `V` is.
 */
export interface ConsumerRecord<K, V> {
  readonly key: K;
  readonly value: V;
  readonly headers?: { [k: string]: string }[] | null;
  originalKey?: string;
  originalValue: string;
  originalHeaders?: RecordHeader[] | null;
  topic: string;
  partition: number;
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  valueSchemaMetadata: SchemaMetadata;
  keySchemaMetadata: SchemaMetadata;
}

/** The event for the handler: the records of all topics, in their order. */
export interface ConsumerRecords<K = unknown, V = unknown> extends Omit<MSKEvent, 'records'> {
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
