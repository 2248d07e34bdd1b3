import { KafkaConsumerDeserializationError } from '../errors.js';
import type { Deserializer } from './deserializer.js';
import { bytesOf } from './text.js';

/** @throws {KafkaConsumerDeserializationError} as a rejection: `avro-js` is not installed. */
export async function avroReader(schema: string): Promise<Deserializer> {
  const avro = await loadAvro();
  // Once: a schema can be long, and the records many.
  let type: ReturnType<typeof avro.parse> | undefined;
  return (data) => {
    const bytes = bytesOf(data);
    try {
      type ??= avro.parse(schema);
      return type.fromBuffer(bytes);
    } catch (cause) {
      throw new KafkaConsumerDeserializationError(`Failed to deserialize Avro message: ${reasonOf(cause)}`, { cause });
    }
  };
}

async function loadAvro(): Promise<typeof import('avro-js').default> {
  try {
    return (await import('avro-js')).default;
  } catch (cause) {
    throw new KafkaConsumerDeserializationError('Avro needs the package avro-js: npm install avro-js', { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'it is not what the schema says';
}
