import { KafkaConsumerDeserializationError } from '../errors.js';
import type { ProtobufMessage, SchemaMetadata } from '../types.js';
import type { Deserializer } from './deserializer.js';
import { bytesOf } from './text.js';

/** Longer than any number of Confluent's registry: a UUID of Glue's. */
const LONGEST_NUMBER = 10;

/** Reads a message after what its schema registry put before it. */
export function protobufReader(messageType: ProtobufMessage): Deserializer {
  return (data, metadata) => {
    const bytes = bytesOf(data);
    let failure: unknown;
    for (const start of startsOf(bytes, metadata)) {
      try {
        return messageType.decode(bytes.subarray(start));
      } catch (error) {
        failure ??= error;
      }
    }
    const reason = failure instanceof Error ? failure.message : 'it ends within what its schema registry put before it';
    throw new KafkaConsumerDeserializationError(`Failed to deserialize Protobuf message: ${reason}`, {
      cause: failure,
    });
  };
}

/**
 * Where the message may begin. Glue's serializer puts one varint before it. Confluent's puts the indexes of the message
 * in its schema: how many, and each of them, as zigzag varints; old clients wrote plain ones.
 */
function startsOf(bytes: Buffer, metadata: SchemaMetadata | undefined): number[] {
  const schemaId = metadata?.schemaId;
  if (schemaId === undefined) return [0];
  if (schemaId.length > LONGEST_NUMBER) return afterVarints(bytes, 0, 1);
  const first = readVarint(bytes, 0);
  if (first === undefined) return [];
  const { value, end } = first;
  // A zigzag varint is even where it is no negative number, which no count is.
  const counts = value % 2 === 0 ? [value / 2, value] : [value];
  return [...new Set(counts.flatMap((count) => afterVarints(bytes, end, count)))];
}

/** None where the bytes end before. */
function afterVarints(bytes: Buffer, start: number, count: number): number[] {
  let end = start;
  for (let read = 0; read < count; read += 1) {
    const varint = readVarint(bytes, end);
    if (varint === undefined) return [];
    end = varint.end;
  }
  return [end];
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  // Five bytes hold 32 bits.
  for (let index = start; index < Math.min(bytes.length, start + 5); index += 1) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}
