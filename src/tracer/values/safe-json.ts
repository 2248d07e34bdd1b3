import { foreignName, isForeign, nameOf } from './foreign-objects.js';

const MAX_DEPTH = 32;
const LONE_SURROGATE_AT_END = /[\uD800-\uDBFF]$/;

/** One reading of one value. */
interface Reading {
  /** How many characters may still be written. */
  left: number;
  /** The objects that what is being read is in: one of those is a cycle. */
  readonly ancestors: object[];
  /** How many objects were named only, because they are no data. */
  named: number;
}

/**
 * JSON of data, at most about `maxCharacters` long: plain objects, lists, maps, sets, dates, errors, what `toJSON` gives,
 * and instances of classes that hold nothing else. Whatever does something (a promise or a lazy query, a stream, a socket,
 * a client, a request or a response) is named, and never looked into: `[Readable]`. Cycles, depth, what throws and what is
 * cut are marked in place. Never throws. `undefined` for what JSON has no form for: undefined, functions, symbols.
 */
export function safeJson(value: unknown, maxCharacters: number): string | undefined {
  return write({ left: maxCharacters, ancestors: [], named: 0 }, value);
}

/** The text is made at once, and not a copy first: a young process has each step interpreted. */
function write(reading: Reading, value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return writeText(reading, value);
    case 'number':
      return writeWord(reading, Number.isFinite(value) ? `${value}` : 'null');
    case 'boolean':
      return writeWord(reading, value ? 'true' : 'false');
    case 'bigint':
      return writeText(reading, `${value}`);
    case 'object':
      return value === null ? writeWord(reading, 'null') : writeObject(reading, value);
    default:
      return undefined;
  }
}

function writeWord(reading: Reading, word: string): string {
  reading.left -= word.length;
  return word;
}

function writeText(reading: Reading, text: string): string {
  const { left } = reading;
  if (text.length <= left) {
    const json = JSON.stringify(text);
    // What is escaped is up to six times as long.
    if (json.length <= left + 2) return writeWord(reading, json);
  }
  let kept = cut(text, left);
  let json = JSON.stringify(kept);
  while (json.length > left + 2 && kept !== '') {
    kept = cut(kept, Math.floor((kept.length * left) / json.length));
    json = JSON.stringify(kept);
  }
  reading.left = Math.min(0, left - json.length);
  return `${json.slice(0, -1)}[truncated ${text.length - kept.length} characters]"`;
}

function cut(text: string, length: number): string {
  return text.slice(0, Math.max(0, length)).replace(LONE_SURROGATE_AT_END, '');
}

function writeObject(reading: Reading, value: object): string | undefined {
  const { ancestors } = reading;
  if (ancestors.includes(value)) return writeWord(reading, '"[circular]"');
  if (ancestors.length >= MAX_DEPTH) return writeWord(reading, '"[too deep]"');
  ancestors.push(value);
  try {
    return writeForm(reading, value);
  } catch {
    // A proxy or a `toJSON` of the user's that throws must not fail what is being traced.
    return '"[unreadable]"';
  } finally {
    ancestors.pop();
  }
}

/** What stands for an object in JSON: one that knows its own form is asked for it. */
function writeForm(reading: Reading, value: object): string | undefined {
  if (Array.isArray(value)) return writeItems(reading, value.length, (index) => write(reading, value[index]));
  if (ArrayBuffer.isView(value)) return writeText(reading, `[${value.byteLength} bytes]`);
  const prototype: object | null = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
  const name = foreignName(value, isPlain);
  if (name !== undefined) return writeName(reading, name);
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson === 'function') return write(reading, Reflect.apply(toJson, value, ['']));
  // Nearly always: it is spared the questions.
  if (isPlain) return writeRecord(reading, value);
  if (value instanceof Map) return writeEntries(reading, value, value.size);
  if (value instanceof Set) return writeSet(reading, value);
  if (value instanceof Error) return writeError(reading, value);
  if (value instanceof RegExp || value instanceof URLSearchParams) return writeText(reading, String(value));
  if (value instanceof Headers) return writeRecord(reading, Object.fromEntries(value));
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return write(reading, value.valueOf());
  }
  return writeInstance(reading, value);
}

/** An instance that holds what is no data is none either, however deep in it that is. */
function writeInstance(reading: Reading, value: object): string {
  if (isForeign(value) || Object.keys(value).length === 0) return writeName(reading, nameOf(value));
  const { left, named } = reading;
  const text = writeRecord(reading, value);
  if (reading.named === named) return text;
  reading.left = left;
  return writeName(reading, nameOf(value));
}

function writeName(reading: Reading, name: string): string {
  reading.named += 1;
  return writeText(reading, `[${name}]`);
}

function writeError(reading: Reading, error: Error): string {
  const { name, message, stack, cause } = error;
  return writeRecord(reading, { ...error, name, message, stack, cause });
}

function writeItems(reading: Reading, count: number, item: (index: number) => string | undefined): string {
  reading.left -= '[]'.length;
  let text = '';
  for (let index = 0; index < count; index += 1) {
    if (index > 0) text += ',';
    if (reading.left <= 0) return `[${text}"[truncated ${count - index} items]"]`;
    reading.left -= ','.length;
    text += readMember(index, item) ?? 'null';
  }
  return `[${text}]`;
}

function writeSet(reading: Reading, set: ReadonlySet<unknown>): string {
  const values = set.values();
  return writeItems(reading, set.size, () => write(reading, values.next().value));
}

function writeRecord(reading: Reading, record: object): string {
  const keys = Object.keys(record);
  return writeMembers(reading, keys, keys.length, (key) => write(reading, Reflect.get(record, key)));
}

function writeEntries(reading: Reading, map: ReadonlyMap<unknown, unknown>, count: number): string {
  return writeMembers(reading, map.keys(), count, (key) => write(reading, map.get(key)));
}

function writeMembers<Key>(
  reading: Reading,
  keys: Iterable<Key>,
  count: number,
  member: (key: Key) => string | undefined,
): string {
  reading.left -= '{}'.length;
  let text = '';
  let seen = 0;
  for (const key of keys) {
    if (reading.left <= 0) return `{${text}${text === '' ? '' : ','}"[truncated]":"${count - seen} members"}`;
    seen += 1;
    const name = String(key);
    reading.left -= name.length + '"":,'.length;
    const json = readMember(key, member);
    if (json !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${json}`;
  }
  return `{${text}}`;
}

function readMember<Key>(key: Key, member: (key: Key) => string | undefined): string | undefined {
  try {
    return member(key);
  } catch {
    // A getter that throws costs its own value.
    return '"[unreadable]"';
  }
}
