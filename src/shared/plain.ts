/** An object of unknown make: an event or a part of one. */
export type PlainObject = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): PlainObject | undefined =>
  // Every property of an object is readable as unknown.
  typeof value === 'object' && value !== null ? (value as PlainObject) : undefined;

/** A string with something in it. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const asArray = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** The object that `text` is the JSON of. */
export const parseObject = (text: string): PlainObject | undefined => attempt(() => asObject(JSON.parse(text)));

/** What `read` returns, or `undefined` where it throws: objects of strangers may have getters that do. */
export const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
