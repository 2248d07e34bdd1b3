/** An object of unknown make: an event or a part of one. */
export type UnknownObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): UnknownObject | undefined {
  // Every property of an object is readable as unknown.
  return typeof value === 'object' && value !== null ? (value as UnknownObject) : undefined;
}

/** A string with something in it. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The object that `text` is the JSON of. */
export function parseObject(text: string): UnknownObject | undefined {
  return attempt(() => asObject(JSON.parse(text)));
}

/** What `read` returns, or `undefined` where it throws: objects of strangers may have getters that do. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether `value` is data and not an instance of a class: what JSON and attributes are made of. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
