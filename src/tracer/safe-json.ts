const MAX_DEPTH = 32;
const LONE_SURROGATE_AT_END = /[\uD800-\uDBFF]$/;

/** How much may still be written, and the objects that are being written: one of those again is a cycle. */
interface Writer {
  charactersLeft: number;
  readonly ancestors: Set<object>;
}

const emit = (writer: Writer, json: string): string => {
  writer.charactersLeft -= json.length;
  return json;
};

const writeText = (writer: Writer, text: string): string => {
  if (text.length <= writer.charactersLeft) return emit(writer, JSON.stringify(text));
  const kept = text.slice(0, Math.max(0, writer.charactersLeft)).replace(LONE_SURROGATE_AT_END, '');
  return emit(writer, JSON.stringify(`${kept}[truncated ${text.length - kept.length} characters]`));
};

const errorParts = (error: Error): object => ({
  ...error,
  name: error.name,
  message: error.message,
  stack: error.stack,
  cause: error.cause,
});

/** What stands for `value` in JSON: an object that knows its own form is asked for it. */
const jsonForm = (value: object): unknown => {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  if (value instanceof Error) return errorParts(value);
  if (value instanceof Set) return [...value];
  return value;
};

type Member = readonly [key: string, read: () => unknown];

const membersOf = (value: object): Member[] =>
  value instanceof Map
    ? Array.from(value, ([key, item]): Member => [String(key), () => item])
    : Object.keys(value).map((key): Member => [key, () => Reflect.get(value, key)]);

const writeArray = (writer: Writer, items: readonly unknown[]): string => {
  const written: string[] = [];
  for (const item of items) {
    if (writer.charactersLeft <= 0) {
      written.push(`"[truncated ${items.length - written.length} items]"`);
      break;
    }
    writer.charactersLeft -= ','.length;
    written.push(write(writer, () => item) ?? emit(writer, 'null'));
  }
  return `[${written.join(',')}]`;
};

const writeRecord = (writer: Writer, members: readonly Member[]): string => {
  const written: string[] = [];
  for (const [index, [key, read]] of members.entries()) {
    if (writer.charactersLeft <= 0) {
      written.push(`"[truncated]":"${members.length - index} members"`);
      break;
    }
    const json = write(writer, read);
    if (json !== undefined) written.push(`${emit(writer, `${JSON.stringify(key)}:`)}${json}`);
    writer.charactersLeft -= ','.length;
  }
  return `{${written.join(',')}}`;
};

const writeObject = (writer: Writer, value: object): string | undefined => {
  if (writer.ancestors.has(value)) return emit(writer, '"[circular]"');
  if (writer.ancestors.size >= MAX_DEPTH) return emit(writer, '"[too deep]"');
  writer.ancestors.add(value);
  try {
    const form = jsonForm(value);
    if (typeof form !== 'object' || form === null) return write(writer, () => form);
    writer.charactersLeft -= '{}'.length;
    return Array.isArray(form) ? writeArray(writer, form) : writeRecord(writer, membersOf(form));
  } finally {
    writer.ancestors.delete(value);
  }
};

const write = (writer: Writer, read: () => unknown): string | undefined => {
  try {
    const value = read();
    switch (typeof value) {
      case 'string':
        return writeText(writer, value);
      case 'bigint':
        return writeText(writer, String(value));
      case 'boolean':
      case 'number':
        return emit(writer, JSON.stringify(value));
      case 'object':
        return value === null ? emit(writer, 'null') : writeObject(writer, value);
      default:
        return undefined;
    }
  } catch {
    // A getter, a `toJSON` or a proxy of the user's that throws must not fail what is being traced.
    return emit(writer, '"[unreadable]"');
  }
};

/**
 * JSON of anything, at most about `maxCharacters` long: cycles, depth, what throws and what is cut are marked in place.
 * Never throws. `undefined` for what JSON has no form for: undefined, functions, symbols.
 */
export const safeJson = (value: unknown, maxCharacters: number): string | undefined =>
  write({ charactersLeft: maxCharacters, ancestors: new Set() }, () => value);
