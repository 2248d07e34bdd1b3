import { parseObject } from '../../../invocation/plain.js';

/** The member of a JSON payload that carries the trace. */
const MEMBER = '_otel';
const OPENING_BRACE = '{'.charCodeAt(0);

/**
 * What to write after the opening brace of a JSON object for it to carry the trace; undefined if `text` is none or has
 * one already. The rest of the text stays as it is: parsing and writing it again would round its large numbers.
 */
const insertion = (text: string, fields: Readonly<Record<string, string>>): string | undefined => {
  if (Object.keys(fields).length === 0) return undefined;
  const payload = parseObject(text);
  if (!payload || Array.isArray(payload) || Object.hasOwn(payload, MEMBER) || Object.hasOwn(payload, 'traceparent'))
    return undefined;
  return `${JSON.stringify(MEMBER)}:${JSON.stringify(fields)}${Object.keys(payload).length > 0 ? ',' : ''}`;
};

/** JSON text that carries the trace; undefined if it cannot, or not within `room` bytes more. */
export const addToJsonText = (
  text: unknown,
  fields: Readonly<Record<string, string>>,
  room: number,
): string | undefined => {
  if (typeof text !== 'string' || room <= 0) return undefined;
  const added = insertion(text, fields);
  if (added === undefined || Buffer.byteLength(added) > room) return undefined;
  const brace = text.indexOf('{') + 1;
  return `${text.slice(0, brace)}${added}${text.slice(brace)}`;
};

/** The same for the bytes of JSON text. */
export const addToJsonBytes = (
  bytes: unknown,
  fields: Readonly<Record<string, string>>,
  room: number,
): Uint8Array | undefined => {
  // Anything else may begin with a brace only after white space; that is rare, and opening each record is dear.
  if (!(bytes instanceof Uint8Array) || bytes[0] !== OPENING_BRACE || room <= 0) return undefined;
  const added = insertion(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(), fields);
  if (added === undefined || Buffer.byteLength(added) > room) return undefined;
  return Buffer.concat([bytes.subarray(0, 1), Buffer.from(added), bytes.subarray(1)]);
};
