import { KafkaConsumerDeserializationError, KafkaConsumerMissingSchemaError } from '../errors.js';
import type { SchemaConfigValue, SchemaMetadata } from '../types.js';
import { readJson, readText } from './text.js';

/** Reads a key or a value, which is base64. */
export type Deserializer = (data: string, metadata: SchemaMetadata | undefined) => unknown;

/**
 * What reads keys or values as `config` says; what it needs is loaded now, and not before.
 *
 * @throws {KafkaConsumerDeserializationError} as a rejection: there is no such form, or its package is not installed.
 */
export async function deserializerOf(config: SchemaConfigValue | undefined): Promise<Deserializer> {
  switch (config?.type) {
    case undefined:
      return readText;
    case 'json':
      return readJson;
    case 'avro': {
      const { avroReader } = await import('./avro.js');
      return config.schema ? avroReader(config.schema) : missing('avro');
    }
    case 'protobuf': {
      const { protobufReader } = await import('./protobuf.js');
      return config.schema ? protobufReader(config.schema) : missing('protobuf');
    }
    default:
      throw new KafkaConsumerDeserializationError(
        `Unsupported deserialization type: ${typeOf(config)}. Supported types are: json, avro, protobuf.`,
      );
  }
}

/** Told by the first record that is read, as in Powertools. */
function missing(type: string): Deserializer {
  return () => {
    throw new KafkaConsumerMissingSchemaError(`Schema string is required for ${type} deserialization`);
  };
}

function typeOf(config: { readonly type?: unknown }): string {
  return String(config.type);
}
