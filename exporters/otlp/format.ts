import { JsonWriter } from './encode/json-writer.js';
import type { MessageWriter } from './encode/message-writer.js';
import { ProtobufWriter } from './encode/protobuf-writer.js';
import type { OtlpProtocol } from './options.js';

/** How requests are written. */
export interface Format {
  readonly contentType: string;
  readonly createWriter: () => MessageWriter;
  /** One request of the messages of several. */
  readonly join: (field: string, parts: readonly Buffer[]) => Buffer;
}

export const FORMATS: Readonly<Record<OtlpProtocol, Format>> = {
  'http/protobuf': {
    contentType: 'application/x-protobuf',
    createWriter: () => new ProtobufWriter(),
    // A repeated field is its items one after the other.
    join: (_field, [first = Buffer.alloc(0), ...others]) =>
      others.length === 0 ? first : Buffer.concat([first, ...others]),
  },
  'http/json': {
    contentType: 'application/json',
    createWriter: () => new JsonWriter(),
    join: (field, parts) => Buffer.from(`{"${field}":[${parts.join()}]}`),
  },
};
