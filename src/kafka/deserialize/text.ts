import { diag } from '@opentelemetry/api';
import { fromBase64 } from '../../shared/decode.js';
import { KafkaConsumerDeserializationError } from '../errors.js';

/** @throws {KafkaConsumerDeserializationError} it is not base64. */
export function bytesOf(data: string): Buffer {
  const bytes = fromBase64(data);
  if (bytes) return bytes;
  throw new KafkaConsumerDeserializationError('Failed to deserialize message: Lambda gives base64, and this is none.');
}

export function readText(data: string): string {
  return bytesOf(data).toString();
}

/** The value of the JSON; text that is none is given as it is. */
export function readJson(data: string): unknown {
  const text = readText(data);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    diag.warn('otel-powertools kafka: a key or value is not JSON, and is handed on as text.');
    return text;
  }
}
