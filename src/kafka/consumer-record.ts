import { quietActiveSpan } from '../invocation/span/quiet-span.js';
import { describeIssues, type StandardSchema } from '../shared/standard-schema.js';
import type { Deserializer } from './deserialize/deserializer.js';
import { KafkaConsumerParserError } from './errors.js';
import type { ConsumerRecord, Record, RecordHeader, SchemaConfig } from './types.js';

/** What reads the keys and values of a batch. */
export interface Deserializers {
  readonly key: Deserializer;
  readonly value: Deserializer;
}

/** The record for the handler: what it never asks for is never read. */
export function consumerRecord(
  record: Record,
  deserializers: Deserializers,
  config: SchemaConfig | undefined,
): ConsumerRecord<unknown, unknown> {
  const { key, value, headers, ...rest } = record;
  const { keySchemaMetadata, valueSchemaMetadata } = record;
  const readKey = once(() =>
    key === '' ? undefined : read(key, (data) => deserializers.key(data, keySchemaMetadata), config?.key?.parserSchema),
  );
  const readValue = once(() =>
    read(value, (data) => deserializers.value(data, valueSchemaMetadata), config?.value.parserSchema),
  );
  const readHeaders = once(() => headers?.map(textOfHeader) ?? headers);
  const lazy = {
    ...rest,
    get key() {
      return readKey();
    },
    originalKey: key,
    get value() {
      return readValue();
    },
    originalValue: value,
    get headers() {
      return readHeaders();
    },
    originalHeaders: headers,
    valueSchemaMetadata,
    keySchemaMetadata,
  };
  // Its types are Powertools', in which what Lambda leaves out is there.
  return lazy as ConsumerRecord<unknown, unknown>;
}

function read(
  data: string | null | undefined,
  deserialize: (data: string) => unknown,
  schema: StandardSchema | undefined,
): unknown {
  if (data === undefined || data === null) return data;
  const deserialized = deserialize(data);
  return schema ? parse(deserialized, schema) : deserialized;
}

function parse(value: unknown, schema: StandardSchema): unknown {
  const result = schema['~standard'].validate(value);
  if ('then' in result) {
    throw new KafkaConsumerParserError('Schema parsing supports only synchronous validation');
  }
  if (!result.issues) return result.value;
  // A schema of `otel-powertools/validation` puts its failure on the span itself.
  if (schema['~standard'].vendor !== 'otel-powertools') {
    quietActiveSpan()?.addEvent('validation.failed', describeIssues(result.issues));
  }
  throw new KafkaConsumerParserError('Schema validation failed', { cause: result.issues });
}

function textOfHeader(header: RecordHeader): { [name: string]: string } {
  return Object.fromEntries(
    // Java's bytes are signed.
    Object.entries(header).map(([name, bytes]) => [name, Buffer.from(bytes.map((byte) => byte & 0xff)).toString()]),
  );
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}
