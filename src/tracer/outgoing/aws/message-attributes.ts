import { asObject, type PlainObject } from '../../../invocation/plain.js';

/** SQS: a message has at most 10 attributes; SNS drops a message for SQS that has more. */
const MAX_ATTRIBUTES = 10;
/** SQS and SNS: 256 KB with all attributes. Queues may allow 1 MiB, but not every one does. */
export const MAX_MESSAGE_BYTES = 262_144;

const bytesOf = (value: unknown): number =>
  typeof value === 'string' ? Buffer.byteLength(value) : value instanceof Uint8Array ? value.byteLength : 0;

/** What a message counts against the limit: its body, and each attribute's name, type and value. */
export const messageBytes = (body: unknown, attributes: unknown): number => {
  let bytes = bytesOf(body);
  for (const [name, attribute] of Object.entries(asObject(attributes) ?? {})) {
    const { DataType, StringValue, BinaryValue } = asObject(attribute) ?? {};
    bytes += bytesOf(name) + bytesOf(DataType) + bytesOf(StringValue) + bytesOf(BinaryValue);
  }
  return bytes;
};

export interface ExtendedAttributes {
  readonly attributes: PlainObject;
  /** How much they add to the size of the message. */
  readonly addedBytes: number;
}

/** Adds fields as string attributes, as many as there is room for. A message that carries a trace keeps its own. */
export const extendAttributes = (
  existing: unknown,
  fields: Readonly<Record<string, string>>,
  room: number,
): ExtendedAttributes => {
  const attributes: Record<string, unknown> = { ...asObject(existing) };
  let count = Object.keys(attributes).length;
  let addedBytes = 0;
  if (Object.hasOwn(attributes, 'traceparent')) return { attributes, addedBytes };
  for (const [name, value] of Object.entries(fields)) {
    const attribute = { DataType: 'String', StringValue: value };
    const bytes = messageBytes('', { [name]: attribute });
    if (Object.hasOwn(attributes, name) || count >= MAX_ATTRIBUTES || addedBytes + bytes > room) continue;
    attributes[name] = attribute;
    count += 1;
    addedBytes += bytes;
  }
  return { attributes, addedBytes };
};
