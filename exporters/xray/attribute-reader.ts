import type { ExportableAttributes } from './span.js';

/** The names of one thing in the semantic conventions: the current one first, then what older versions called it. */
export type AttributeNames = readonly string[];

/**
 * Reads attributes by meaning, and remembers which of them have found their place in the document: what was not taken
 * stays metadata.
 */
export class AttributeReader {
  readonly #attributes: ExportableAttributes;
  readonly #taken = new Set<string>();

  constructor(attributes: ExportableAttributes) {
    this.#attributes = attributes;
  }

  /** The value under the first of `names` that has one. */
  peek(names: AttributeNames): unknown {
    for (const name of names) {
      const value = this.#attributes[name];
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  }

  peekString(names: AttributeNames): string | undefined {
    const value = this.peek(names);
    return typeof value === 'string' ? value : undefined;
  }

  /** As `peek`; the value has found its place. An alias that says something else keeps its own. */
  take(names: AttributeNames): unknown {
    const value = this.peek(names);
    if (value === undefined) return undefined;
    for (const name of names) if (this.#attributes[name] === value) this.#taken.add(name);
    return value;
  }

  takeString(names: AttributeNames): string | undefined {
    return this.peekString(names) === undefined ? undefined : (this.take(names) as string);
  }

  /** A whole number; instrumentations write ports and sizes as text too. */
  takeInteger(names: AttributeNames): number | undefined {
    const peeked = this.peek(names);
    const number = typeof peeked === 'string' ? Number(peeked) : peeked;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
    this.take(names);
    return number;
  }

  isTaken(name: string): boolean {
    return this.#taken.has(name);
  }
}
