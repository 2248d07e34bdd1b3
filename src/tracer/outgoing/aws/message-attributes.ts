import { asObject, type UnknownObject } from '../../../shared/unknown.js';
import { byteLength } from './byte-length.js';

/** SQS: a message has at most 10 attributes; SNS drops a message for SQS that has more. */
const MAX_ATTRIBUTES = 10;

/** What attributes count against the limit of a message: the name, type and value of each. */
export function attributesBytes(attributes: unknown): number {
  let bytes = 0;
  for (const [name, attribute] of Object.entries(asObject(attributes) ?? {})) {
    const { DataType, StringValue, BinaryValue } = asObject(attribute) ?? {};
    for (const part of [name, DataType, StringValue, BinaryValue]) bytes += byteLength(part);
  }
  return bytes;
}

/**
 * Adds fields as string attributes, as many as there is room for, in bytes. A message that carries a trace keeps its
 * own.
 */
export function extendAttributes(
  existing: unknown,
  fields: Readonly<Record<string, string>>,
  room: number,
): UnknownObject {
  let attributes: UnknownObject = { ...asObject(existing) };
  if (Object.hasOwn(attributes, 'traceparent')) return attributes;
  let left = room;
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(attributes, name) || Object.keys(attributes).length >= MAX_ATTRIBUTES) continue;
    const added = { [name]: { DataType: 'String', StringValue: value } };
    const bytes = attributesBytes(added);
    if (bytes > left) continue;
    attributes = { ...attributes, ...added };
    left -= bytes;
  }
  return attributes;
}
