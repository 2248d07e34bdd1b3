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
export const parseObject = (text: string): PlainObject | undefined => {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
};
