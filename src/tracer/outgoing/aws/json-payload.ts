import { parseObject } from '../../../shared/unknown.js';
import type { OutgoingTrace } from '../outgoing-trace.js';

type Fields = OutgoingTrace['fields'];

/** The member of a JSON payload that carries the trace. */
const MEMBER = '_otel';
const OPENING_BRACE = '{'.charCodeAt(0);

/** What a payload is to carry. */
export function payloadFields({ fields, intoPayloads }: OutgoingTrace): Fields {
  return intoPayloads ? fields : {};
}

/** JSON text that carries the trace; undefined if it cannot, or not within `room` bytes more. */
export function addToJsonText(text: unknown, fields: Fields, room: number): string | undefined {
  const added = typeof text === 'string' ? insertion(text, fields, room) : undefined;
  return added === undefined ? undefined : String(text).replace('{', (brace) => brace + added);
}

/** The same for the bytes of JSON text. */
export function addToJsonBytes(bytes: unknown, fields: Fields, room: number): Uint8Array | undefined {
  // Anything else may begin with a brace only after white space; that is rare, and opening each record is dear.
  if (!(bytes instanceof Uint8Array) || bytes[0] !== OPENING_BRACE) return undefined;
  const added = insertion(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(), fields, room);
  return added === undefined ? undefined : Buffer.concat([bytes.subarray(0, 1), Buffer.from(added), bytes.subarray(1)]);
}

/**
 * What to write after the opening brace of a JSON object for it to carry the trace; undefined if `text` is none, has one
 * already, or has no room for it, in bytes. The rest of the text stays as it is: parsing and writing it again would round
 * its large numbers.
 */
function insertion(text: string, fields: Fields, room: number): string | undefined {
  if (room <= 0 || Object.keys(fields).length === 0) return undefined;
  const payload = parseObject(text);
  if (!payload || Array.isArray(payload) || Object.hasOwn(payload, MEMBER) || Object.hasOwn(payload, 'traceparent'))
    return undefined;
  const added = `"${MEMBER}":${JSON.stringify(fields)}${Object.keys(payload).length > 0 ? ',' : ''}`;
  return Buffer.byteLength(added) > room ? undefined : added;
}
