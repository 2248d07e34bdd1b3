import type { ExportableAttributes } from '../../exportable-span.js';

/**
 * The names of one thing in the semantic conventions, separated by spaces: the current one first, then what older
 * versions called it.
 */
export type AttributeNames = string;

/** Whatever has attributes: a span, a resource. */
export interface AttributeHolder {
  readonly attributes: ExportableAttributes;
}

/** Attributes, and which of them have found their place in the document: what was not taken stays metadata. */
export interface AttributeReader extends AttributeHolder {
  readonly taken: Set<string>;
  /** The names of all attributes in one text, to ask for any of many names at once. */
  readonly names: string;
}

/** What an attribute is as a type that a document wants; undefined where it is none. */
export type Reading<T> = (value: unknown) => T | undefined;

export const text: Reading<string> = (value) => (typeof value === 'string' ? value : undefined);

export const boolean: Reading<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

/** A whole number; instrumentations write ports and sizes as text too. */
export const integer: Reading<number> = (value) => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
};

const listed = new Map<AttributeNames, readonly string[]>();

/** The single names; split once, not for every span. */
export function listOf(names: AttributeNames): readonly string[] {
  const known = listed.get(names);
  if (known) return known;
  const list = names.split(' ');
  listed.set(names, list);
  return list;
}

/** The value under the first of `names` that has one. */
export function peek({ attributes }: AttributeHolder, names: AttributeNames): unknown {
  const list = listOf(names);
  // By index: an iterator costs more than all else here while V8 interprets.
  for (let index = 0; index < list.length; index += 1) {
    const name = list[index];
    const value = name === undefined ? undefined : attributes[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

export function peekText(holder: AttributeHolder, names: AttributeNames): string | undefined {
  return text(peek(holder, names));
}

/** As `peek`; what can be read has found its place. An alias that says something else keeps its own. */
export function take<T>(reader: AttributeReader, names: AttributeNames, reading: Reading<T>): T | undefined {
  const value = peek(reader, names);
  const read = reading(value);
  if (read === undefined) return undefined;
  for (const name of listOf(names)) if (reader.attributes[name] === value) reader.taken.add(name);
  return read;
}

export function takeText(reader: AttributeReader, names: AttributeNames): string | undefined {
  return take(reader, names, text);
}

/** The members of a block of the document, and the attributes that each is read from. */
export type Fields = Readonly<Record<string, AttributeNames>>;

/** Those of `fields` that there is a value for. */
export function blockOf<T>(fields: Fields, read: (names: AttributeNames) => T | undefined): Record<string, T> {
  const block: Record<string, T> = {};
  for (const [field, names] of Object.entries(fields)) {
    const value = read(names);
    if (value !== undefined) block[field] = value;
  }
  return block;
}

/** A block, unless nothing is in it. */
export function unlessEmpty<T extends object>(block: T): T | undefined {
  for (const key in block) if (block[key] !== undefined) return block;
  return undefined;
}
