import type { JSONValue } from '../../shared/json.js';
import { toPlainValue } from '../plain-value.js';
import { beforeDeadline } from './before-deadline.js';
import { bytesIn, errorMembers, isOfNoClass, isUnderWay, jsonMethodOf, kindOf, pairsOf } from './kinds.js';
import { isRestorable, restoreTypes, type StoredResponse, type TypeNote } from './type-notes.js';

/** What a function returned cannot be kept: its message says why. */
export class UnstorableResultError extends TypeError {
  override readonly name = 'UnstorableResultError';
}

/** The member under which a stored result has its types, where it has any that stores do not know. */
const TYPES = 'otel-powertools.types';

/**
 * A result in the form in which a store keeps it: what JSON has, bytes, and sets of texts, numbers or bytes. What is of
 * another type is kept in such a form beside a note of its type, so that `fromStoredForm` gives it back; a `Response` is
 * read for that from a copy.
 *
 * @throws {UnstorableResultError} as a rejection: there is a value that cannot be kept, such as a stream.
 */
export async function toStoredForm(result: unknown, deadline?: number): Promise<unknown> {
  const writer = new ResultWriter();
  if (typeof result === 'function' || typeof result === 'symbol') throw cannotBeKept(typeof result);
  const value = writer.write(result, []);
  const { reading } = writer;
  if (reading.length > 0) await beforeDeadline('the body of a Response', deadline, () => Promise.all(reading));
  const { notes } = writer;
  return notes.length > 0 || isNoted(value) ? { [TYPES]: notes, value } : value;
}

/** The result that is kept in such a form: a new one at each call where it has types of its own. */
export function fromStoredForm(stored: unknown): JSONValue {
  // Called JSON for those who come from there; it is whatever the function has returned.
  if (!isNoted(stored)) return stored as JSONValue;
  return restoreTypes(toPlainValue(stored.value), stored[TYPES] as readonly TypeNote[]) as JSONValue;
}

type Path = readonly (string | number)[];

class ResultWriter {
  readonly notes: TypeNote[] = [];
  /** Bodies that are being read. */
  readonly reading: Promise<void>[] = [];
  readonly #ancestors = new Set<object>();

  write(value: unknown, path: Path): unknown {
    if (typeof value === 'number') return isKeptNumber(value) ? value : this.#noted('number', path, numberText(value));
    if (typeof value === 'bigint') return this.#noted('bigint', path, String(value));
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (this.#ancestors.has(value)) throw new UnstorableResultError('a value that contains itself cannot be kept');
    this.#ancestors.add(value);
    const written = this.#object(value, path);
    this.#ancestors.delete(value);
    return written;
  }

  #object(value: object, path: Path): unknown {
    if (Array.isArray(value)) return this.#list(value, path);
    const kind = kindOf(value);
    const bytes = kind === 'SharedArrayBuffer' ? undefined : bytesIn(value);
    if (bytes) return this.#bytes(value, kind, bytes, path);
    switch (kind) {
      case 'Set':
        return isKeptSet(value)
          ? new Set(value)
          : this.#noted(kind, path, this.#list([...(value as Set<unknown>)], path));
      case 'Map':
        return this.#noted(kind, path, this.#list(pairsOf(value), path));
      case 'Headers':
        return this.#noted(kind, path, pairsOf(value));
      case 'FormData':
        return this.#noted(kind, path, pairsOf(value).map(textPair));
      case 'URLSearchParams':
        return this.#noted(kind, path, String(value));
      case 'RegExp': {
        const { source, flags } = value as RegExp;
        return this.#noted(kind, path, [source, flags]);
      }
      case 'Error':
        return this.#noted(kind, path, this.#members(errorMembers(value), path));
      case 'Response':
        // Of whichever library: a copy that cannot be made or read is an error of its own.
        return this.#noted(kind, path, this.#response(value as Response));
      case 'Number':
      case 'String':
      case 'Boolean':
        return this.write(value.valueOf(), path);
    }
    const toJSON = jsonMethodOf(value);
    if (toJSON) return this.write(toJSON(), path);
    const members = Object.entries(value);
    const isEmpty = members.length === 0 && !isOfNoClass(value);
    if (isEmpty || isUnderWay(value)) throw cannotBeKept(value.constructor?.name || kind);
    return this.#members(members, path);
  }

  #bytes(value: object, kind: string, bytes: Uint8Array, path: Path): unknown {
    const copy = new Uint8Array(bytes);
    if (Buffer.isBuffer(value)) return this.#noted('Buffer', path, copy);
    if (kind === 'Uint8Array') return copy;
    if (!isRestorable(kind)) throw cannotBeKept(kind);
    return this.#noted(kind, path, copy);
  }

  #list(items: readonly unknown[], path: Path): unknown[] {
    return Array.from(items, (item, index) => this.write(item, [...path, index]) ?? null);
  }

  #members(entries: Iterable<[string, unknown]>, path: Path): object {
    const members: [string, unknown][] = [];
    for (const [key, member] of entries) {
      const plain = this.write(member, [...path, key]);
      if (plain !== undefined) members.push([key, plain]);
    }
    // It defines members, so that one named `__proto__` is data like any other.
    return Object.fromEntries(members);
  }

  #response(response: Response): StoredResponse {
    const { status, statusText } = response;
    if (status < 200 || status > 599)
      throw new UnstorableResultError(`a Response with the status ${status} cannot be kept`);
    if (response.bodyUsed)
      throw new UnstorableResultError('a Response whose body has been read cannot be kept: return one that has it');
    const stored: StoredResponse = { status, statusText, headers: [...response.headers] };
    if (response.body !== null) {
      const body = response.clone().arrayBuffer();
      this.reading.push(
        body.then((bytes) => {
          stored.body = new Uint8Array(bytes);
        }),
      );
    }
    return stored;
  }

  #noted<T>(type: string, path: Path, plain: T): T {
    this.notes.push([type, ...path]);
    return plain;
  }
}

function isNoted(value: unknown): value is { readonly [TYPES]: unknown; readonly value: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, TYPES);
}

/** Whether every store keeps the number: DynamoDB's are of 38 digits, between these powers, and have no sign of zero. */
function isKeptNumber(value: number): boolean {
  const size = Math.abs(value);
  return Object.is(value, 0) || (size >= 1e-130 && size < 1e126);
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Whether the members are of one kind of which DynamoDB has sets, and there are any. */
function isKeptSet(value: object): value is Set<unknown> {
  // The kind has said so.
  const items = [...(value as Set<unknown>)];
  if (items.length === 0) return false;
  return (
    items.every((item) => typeof item === 'string') ||
    items.every((item) => typeof item === 'number' && isKeptNumber(item)) ||
    items.every((item) => item instanceof Uint8Array && !Buffer.isBuffer(item))
  );
}

function textPair([name, value]: [unknown, unknown]): [string, string] {
  if (typeof value !== 'string') throw cannotBeKept('FormData with files');
  return [String(name), value];
}

function cannotBeKept(kind: string): UnstorableResultError {
  return new UnstorableResultError(`a ${kind} cannot be kept: return what is in it`);
}
