import { IdempotencyKeyError } from '../errors.js';
import { bytesIn, errorMembers, isOfNoClass, isUnderWay, jsonMethodOf, kindOf, pairsOf } from './kinds.js';
import { keepsPrivateState } from './private-state.js';
import type { TypeNote } from './type-notes.js';

/** What a value is to an idempotency key. */
export interface KeyForm {
  /** Whether nothing in it tells one call from another: no value at all, or a list or object of none. */
  readonly isEmpty: boolean;
  /** Differs between any two values that hold something else. Of what JSON can hold it is the JSON. */
  readonly text: string;
}

/**
 * Reads a value as what it holds: entries, bytes, what `toJSON` gives, members. Members are in an order that does not
 * depend on who wrote them.
 *
 * @throws {IdempotencyKeyError} what it holds cannot be read: a stream, a function, an object with private state.
 */
export function keyFormOf(value: unknown): KeyForm {
  const writer = new KeyWriter();
  try {
    const plain = writer.write(value, []);
    if (plain === undefined) throw cannotBeRead(typeof value);
    return { isEmpty: isEmpty(plain), text: writer.textOf(plain) };
  } catch (cause) {
    if (cause instanceof IdempotencyKeyError) throw cause;
    throw new IdempotencyKeyError('What makes the idempotency key cannot be written as JSON', { cause });
  }
}

type Path = readonly (string | number)[];

class KeyWriter {
  readonly #notes: TypeNote[] = [];
  readonly #ancestors: Set<object>;

  constructor(ancestors: Set<object> = new Set()) {
    this.#ancestors = ancestors;
  }

  /** JSON has no line breaks: what follows one can be told from every JSON. */
  textOf(plain: unknown): string {
    const json = JSON.stringify(plain);
    return this.#notes.length > 0 ? `${json}\n${JSON.stringify(this.#notes)}` : json;
  }

  write(value: unknown, path: Path): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : this.#noted('number', path, String(value));
      case 'object':
        return value === null ? null : this.#object(value, path);
      case 'function':
        return undefined;
      default:
        throw cannotBeRead(typeof value);
    }
  }

  #object(value: object, path: Path): unknown {
    if (this.#ancestors.has(value))
      throw new IdempotencyKeyError('A payload that contains itself cannot be an idempotency key');
    this.#ancestors.add(value);
    const plain = this.#written(value, path);
    this.#ancestors.delete(value);
    return plain;
  }

  #written(value: object, path: Path): unknown {
    if (Array.isArray(value)) return Array.from(value, (item, index) => this.#item(item, [...path, index]));
    if (isOfNoClass(value) && !jsonMethodOf(value)) return this.#members(Object.entries(value), path);
    return this.#classInstance(value, path);
  }

  #classInstance(value: object, path: Path): unknown {
    const kind = kindOf(value);
    // JSON has null for it.
    if (kind === 'Date' && Number.isNaN(Number(value))) return this.#noted(kind, path, String(value));
    const toJSON = jsonMethodOf(value);
    if (toJSON) return this.write(toJSON(), path);
    const bytes = bytesIn(value);
    if (bytes) return this.#noted(kind, path, Buffer.from(bytes).toString('base64'));
    if (holdsMore(value, kind)) throw cannotBeRead(value.constructor?.name || kind);
    switch (kind) {
      case 'Number':
      case 'String':
      case 'Boolean':
        return this.write(value.valueOf(), path);
      case 'RegExp':
        return this.#noted(kind, path, String(value));
      case 'Error':
        return this.#noted(kind, path, this.#members(errorMembers(value), path));
      case 'Set':
        return this.#noted(kind, path, this.#texts([...(value as Set<unknown>)]));
      case 'Map':
        return this.#noted(kind, path, this.#texts(pairsOf(value)));
      case 'Headers':
        return this.#noted(kind, path, this.#texts(pairsOf(value)));
      case 'URLSearchParams':
      case 'FormData':
        return this.#noted(
          kind,
          path,
          pairsOf(value).map((pair) => this.#text(pair)),
        );
    }
    const members = Object.entries(value);
    if (members.length === 0 || isUnderWay(value)) throw cannotBeRead(value.constructor?.name || kind);
    return this.#members(members, path);
  }

  /** In JSON's lists what is undefined is null. */
  #item(value: unknown, path: Path): unknown {
    const plain = this.write(value, path);
    return plain === undefined ? this.#noted('undefined', path, null) : plain;
  }

  /** The order is that of the lower-cased keys, so that digests equal those in records of Powertools. */
  #members(entries: [string, unknown][], path: Path): object {
    entries.sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b));
    // It defines members: `__proto__` is one like any other.
    return Object.fromEntries(entries.map(([key, member]) => [key, this.write(member, [...path, key])]));
  }

  /** What has no order of its own, in one that does not depend on who made it. */
  #texts(items: readonly unknown[]): string[] {
    return items.map((item) => this.#text(item)).sort(compare);
  }

  #text(item: unknown): string {
    const writer = new KeyWriter(this.#ancestors);
    return writer.textOf(writer.#item(item, []));
  }

  #noted<T>(type: string, path: Path, plain: T): T {
    this.#notes.push([type, ...path]);
    return plain;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every((member) => member === null || member === undefined || member === '');
}

/** What is read by what it gives when it is walked through, or by its text. */
const WALKED = new Set(['Set', 'Map', 'Headers', 'URLSearchParams', 'FormData', 'RegExp']);

/** What Node.js implements with private fields of its own. */
const WEB = new Set(['Headers', 'URLSearchParams', 'FormData']);

/** Whether an object has something beside what is read of its kind. */
function holdsMore(value: object, kind: string): boolean {
  if (WALKED.has(kind) && Object.keys(value).length > 0) return true;
  return !WEB.has(kind) && keepsPrivateState(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cannotBeRead(kind: string): IdempotencyKeyError {
  return new IdempotencyKeyError(
    `An idempotency key cannot be made of a value of the kind "${kind}": what it holds cannot be read. Give it a toJSON ` +
      'method, or select something else with eventKeyJmesPath.',
  );
}
