const MAX_DEPTH = 32;
const LONE_SURROGATE_AT_END = /[\uD800-\uDBFF]$/;

/** How many characters may still be written, and the objects that what is being read is in: one of those is a cycle. */
interface Reading {
  left: number;
  readonly ancestors: object[];
}

/**
 * JSON of anything, at most about `maxCharacters` long: cycles, depth, what throws and what is cut are marked in place.
 * Never throws. `undefined` for what JSON has no form for: undefined, functions, symbols.
 */
export function safeJson(value: unknown, maxCharacters: number): string | undefined {
  return JSON.stringify(readMember({ left: maxCharacters, ancestors: [] }, () => value));
}

/** What stands for an object in JSON: one that knows its own form is asked for it. */
function formOf(value: object): unknown {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  // Nearly always: it is spared the questions.
  if (Object.getPrototypeOf(value) === Object.prototype) return value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, cause };
}

function readText(reading: Reading, text: string): string {
  const { left } = reading;
  const kept = text.length <= left ? text : text.slice(0, Math.max(0, left)).replace(LONE_SURROGATE_AT_END, '');
  // What is escaped is up to six times as long.
  reading.left -= JSON.stringify(kept).length;
  return kept === text ? text : `${kept}[truncated ${text.length - kept.length} characters]`;
}

function readItems(reading: Reading, items: readonly unknown[]): unknown[] {
  const read: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    if (reading.left <= 0) return [...read, `[truncated ${items.length - index} items]`];
    reading.left -= ','.length;
    read.push(readMember(reading, () => items[index]));
  }
  return read;
}

function readRecord(reading: Reading, record: object): object {
  const keys = Object.keys(record);
  const read: [string, unknown][] = [];
  for (const key of keys) {
    if (reading.left <= 0) {
      read.push(['[truncated]', `${keys.length - read.length} members`]);
      break;
    }
    reading.left -= key.length + '"":,'.length;
    read.push([key, readMember(reading, () => Reflect.get(record, key))]);
  }
  return Object.fromEntries(read);
}

function readObject(reading: Reading, value: object): unknown {
  const { ancestors } = reading;
  if (ancestors.includes(value)) return '[circular]';
  if (ancestors.length >= MAX_DEPTH) return '[too deep]';
  ancestors.push(value);
  try {
    const form = formOf(value);
    if (typeof form !== 'object' || form === null) return readValue(reading, form);
    reading.left -= '{}'.length;
    return Array.isArray(form) ? readItems(reading, form) : readRecord(reading, form);
  } finally {
    ancestors.pop();
  }
}

function readValue(reading: Reading, value: unknown): unknown {
  if (typeof value === 'string') return readText(reading, value);
  if (typeof value === 'bigint') return readText(reading, String(value));
  if (typeof value === 'object' && value !== null) return readObject(reading, value);
  if (typeof value === 'function') return undefined;
  reading.left -= String(value).length;
  return value;
}

function readMember(reading: Reading, read: () => unknown): unknown {
  try {
    return readValue(reading, read());
  } catch {
    // A getter, a `toJSON` or a proxy of the user's that throws must not fail what is being traced.
    return '[unreadable]';
  }
}
