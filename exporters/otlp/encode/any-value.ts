import type { ExportableAttributes } from '../../exportable-span.js';
import type { MessageWriter } from './message-writer.js';

// Deeper than anybody reads, and shallow enough for every decoder.
const MAX_DEPTH = 64;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n;

/** `repeated KeyValue`; attributes that are undefined or null are none. */
export function writeAttributes(
  writer: MessageWriter,
  field: number,
  attributes: ExportableAttributes | undefined,
): void {
  if (!attributes) return;
  const keys = Object.keys(attributes);
  if (keys.length === 0) return;
  writer.beginList('attributes');
  for (const key of keys) {
    const value = attributes[key];
    if (value !== undefined && value !== null) writeKeyValue(writer, field, key, value, []);
  }
  writer.endList();
}

/** The attributes of a log record: unlike others they may be null. */
export function writeLogAttributes(writer: MessageWriter, field: number, attributes: ExportableAttributes): void {
  writeEntries(writer, field, 'attributes', Object.entries(attributes), []);
}

/**
 * A value of any type, as a message `AnyValue`; one without content is null. What OTLP has no type for is made text, so that
 * it costs neither the record nor the request.
 */
export function writeAnyValue(writer: MessageWriter, field: number, name: string, value: unknown): void {
  writeValue(writer, field, name, value, []);
}

type Entries = readonly (readonly [unknown, unknown])[];

function writeKeyValue(
  writer: MessageWriter,
  field: number,
  key: string,
  value: unknown,
  ancestors: readonly object[],
): void {
  const start = writer.begin(field);
  writer.string(1, 'key', key);
  writeValue(writer, 2, 'value', value, ancestors);
  writer.end(start);
}

function writeEntries(
  writer: MessageWriter,
  field: number,
  name: string,
  entries: Entries,
  ancestors: readonly object[],
): void {
  writer.beginList(name);
  for (const [key, value] of entries) {
    if (value !== undefined) writeKeyValue(writer, field, String(key), value, ancestors);
  }
  writer.endList();
}

function writeValue(
  writer: MessageWriter,
  field: number,
  name: string | undefined,
  value: unknown,
  ancestors: readonly object[],
): void {
  const start = writer.begin(field, name);
  if (typeof value === 'string') writer.presentString(1, 'stringValue', value);
  else if (typeof value === 'number') {
    // An integer has no negative zero.
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int64(3, 'intValue', value);
    else writer.double(4, 'doubleValue', value);
  } else if (typeof value === 'boolean') writer.bool(2, 'boolValue', value);
  else if (typeof value === 'bigint' && value >= MIN_INT64 && value < MAX_INT64) writer.int64(3, 'intValue', value);
  else if (typeof value === 'object' && value !== null) writeObject(writer, value, ancestors);
  else if (value !== undefined && value !== null) writer.presentString(1, 'stringValue', textOf(value));
  writer.end(start);
}

function writeObject(writer: MessageWriter, value: object, ancestors: readonly object[]): void {
  const content = ancestors.length === MAX_DEPTH ? '[Too deep]' : contentOf(value, ancestors);
  if (typeof content === 'string') writer.presentString(1, 'stringValue', content);
  else if (content instanceof Uint8Array) writer.bytes(7, 'bytesValue', content);
  else if ('items' in content) {
    const start = writer.begin(5, 'arrayValue');
    writer.beginList('values');
    for (const item of content.items) writeValue(writer, 1, undefined, item, [...ancestors, value]);
    writer.endList();
    writer.end(start);
  } else {
    const start = writer.begin(6, 'kvlistValue');
    writeEntries(writer, 1, 'values', content.entries, [...ancestors, value]);
    writer.end(start);
  }
}

type Content = string | Uint8Array | { readonly items: readonly unknown[] } | { readonly entries: Entries };

/** What an object holds. It is read before anything of it is written, because a getter may throw. */
function contentOf(value: object, ancestors: readonly object[]): Content {
  if (ancestors.includes(value)) return '[Circular]';
  try {
    if (value instanceof Uint8Array) return value;
    if (Array.isArray(value) || value instanceof Set) return { items: Array.from<unknown>(value) };
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    return { entries: value instanceof Map ? [...value] : Object.entries(value) };
  } catch {
    return '[Unreadable]';
  }
}

function textOf(value: unknown): string {
  return typeof value === 'function' ? '[Function]' : String(value);
}
