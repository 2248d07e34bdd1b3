import { isError } from '../is-error.js';
import { quote } from '../json-quote.js';
import { errorEntries } from './error-entries.js';
import { readSafely, reasonOf } from './read-safely.js';

export interface JsonOptions {
  /** Called with every key and value first, as by `JSON.stringify`; `undefined` leaves the key out. */
  readonly replacer?: ((key: string, value: unknown) => unknown) | undefined;
  /** What stands in for the value at a path: the value itself where it may be seen. */
  readonly redact?: ((path: readonly string[], value: unknown) => unknown) | undefined;
  /** What stands in for the name of a key: the name itself where it may be seen. */
  readonly redactName?: ((name: string) => string) | undefined;
  /** What is printed of an error. Default: name, location, message, stack, cause and its own properties. */
  readonly formatError?: ((error: Error) => unknown) | undefined;
}

// Deeper than people read, and far from the end of the stack.
const MAX_DEPTH = 64;
// Two characters each, these fill more than the 256 KB that CloudWatch Logs takes in one event.
const MAX_VALUES = 150_000;

const NO_OPTIONS: JsonOptions = {};
const BOXES = [Number, String, Boolean, BigInt];

/** One walk through one value: what it is inside of, and how much more it may print. */
class Walk {
  readonly #options: JsonOptions;
  readonly #path: string[];
  readonly #ancestors: object[] = [];
  #valuesLeft = MAX_VALUES;

  constructor(options: JsonOptions, path: string[]) {
    this.#options = options;
    this.#path = path;
  }

  /** The JSON text of what is found under `key`; undefined where JSON has none. */
  property(key: string, found: unknown): string | undefined {
    const { redact, replacer } = this.#options;
    if (!redact && !replacer) return this.value(found);
    let value = found;
    if (typeof value === 'object' && value !== null && replacer) value = withToJson(value);
    if (replacer) {
      try {
        value = replacer(key, value);
      } catch (error) {
        value = `[Unreadable: the JSON replacer threw: ${reasonOf(error)}]`;
      }
    }
    if (!redact) return this.value(value);
    this.#path.push(key);
    const text = this.value(redact(this.#path, value));
    this.#path.pop();
    return text;
  }

  value(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return quote(value);
      case 'number':
        return Number.isFinite(value) ? `${value}` : `"${value}"`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return `"${value}"`;
      case 'symbol':
        return quote(String(value));
      case 'function':
        return quote(describeFunction(value));
      case 'object':
        return value === null ? 'null' : this.#object(value);
      default:
        return undefined;
    }
  }

  #object(value: object): string {
    if (this.#valuesLeft <= 0) return '"[Cut: too many values]"';
    if (this.#ancestors.length >= MAX_DEPTH) return `"[Cut: deeper than ${MAX_DEPTH} levels]"`;
    if (this.#ancestors.includes(value)) return '"[Circular]"';
    this.#ancestors.push(value);
    try {
      return this.#body(value);
    } catch (error) {
      // A proxy whose traps throw, a `toStringTag` that lies.
      return quote(`[Unreadable ${nameOf(value)}: ${reasonOf(error)}]`);
    } finally {
      this.#ancestors.pop();
    }
  }

  #body(value: object): string {
    if (Array.isArray(value)) return this.#items(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    const toJson = readSafely(value, 'toJSON');
    if (typeof toJson === 'function') return this.value(withToJson(value)) ?? 'null';
    if (prototype === Object.prototype || prototype === null) return this.#properties(value);
    return this.#instance(value);
  }

  #instance(value: object): string {
    if (isError(value)) {
      const { formatError } = this.#options;
      return formatError ? (this.value(formatError(value)) ?? 'null') : this.#entries(errorEntries(value));
    }
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#items(value);
    if (value instanceof RegExp || value instanceof URLSearchParams) return quote(String(value));
    if (value instanceof Date) return '"Invalid Date"';
    if (ArrayBuffer.isView(value)) return this.#bytes(value);
    if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return quote(base64(new Uint8Array(value)));
    if (BOXES.some((box) => value instanceof box)) return this.value(value.valueOf()) ?? 'null';
    if (typeof Headers !== 'undefined' && value instanceof Headers) return this.#entries(fieldsOf(value));
    return this.#properties(value);
  }

  #properties(value: object): string {
    const keys = Object.keys(value);
    if (keys.length > 0) return this.#fields(keys, (key) => readSafely(value, key));
    const name = nameOf(value);
    return name === 'Object' ? '{}' : quote(`[${name}]`);
  }

  #entries(entries: Iterable<readonly [string, unknown]>): string {
    const values = new Map(entries);
    return this.#fields(values.keys(), (key) => values.get(key));
  }

  #fields(keys: Iterable<string>, read: (key: string) => unknown): string {
    const { redactName } = this.#options;
    let text = '';
    for (const key of keys) {
      this.#valuesLeft -= 1;
      if (this.#valuesLeft < 0) return `{${text}${text === '' ? '' : ','}"[Cut]":"too many values"}`;
      const item = this.property(key, read(key));
      if (item === undefined) continue;
      const name = redactName ? redactName(key) : key;
      text += text === '' ? `${quote(name)}:${item}` : `,${quote(name)}:${item}`;
    }
    return `{${text}}`;
  }

  #items(items: Iterable<unknown>): string {
    let text = '';
    let index = 0;
    for (const found of items) {
      this.#valuesLeft -= 1;
      if (this.#valuesLeft < 0) return `[${text}${index === 0 ? '' : ','}"[Cut: too many values]"]`;
      const item = this.property(String(index), found) ?? 'null';
      text += index === 0 ? item : `,${item}`;
      index += 1;
    }
    return `[${text}]`;
  }

  /** An object where every key reads as one, else a list of pairs. */
  #map(map: Map<unknown, unknown>): string {
    const keys = new Set<string>();
    for (const key of map.keys()) {
      if (typeof key === 'object' || typeof key === 'function') return this.#items(map);
      keys.add(String(key));
    }
    if (keys.size !== map.size) return this.#items(map);
    return this.#entries(Array.from(map, ([key, value]) => [String(key), value] as const));
  }

  #bytes(view: ArrayBufferView): string {
    if (view instanceof Uint8Array || view instanceof DataView || !(Symbol.iterator in view)) {
      return quote(base64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)));
    }
    // What is a view and can be iterated is a typed array.
    return this.#items(view as Iterable<unknown> & ArrayBufferView);
  }
}

/**
 * The JSON text of any JavaScript value; never throws, always ends. What JSON has no form for is described in words;
 * `undefined` is returned for `undefined` only (and where a replacer asks for it).
 */
export function toJson(
  value: unknown,
  options: JsonOptions = NO_OPTIONS,
  path: readonly string[] = [],
): string | undefined {
  return new Walk(options, [...path]).value(value);
}

/** As {@link toJson}, for a value found under `key`: a replacer and a redaction see it first. */
export function propertyToJson(key: string, value: unknown, options: JsonOptions = NO_OPTIONS): string | undefined {
  // Most values are short text and numbers, which need no walk.
  if (!options.redact && !options.replacer) {
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  }
  return new Walk(options, []).property(key, value);
}

function nameOf(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'Object';
  } catch {
    return 'Object';
  }
}

/** Of the fields of HTTP only this one may occur several times and not be joined. */
function fieldsOf(headers: Headers): Map<string, unknown> {
  const fields = new Map<string, unknown>(headers);
  const cookies = headers.getSetCookie();
  return cookies.length > 1 ? fields.set('set-cookie', cookies) : fields;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function describeFunction(value: object): string {
  const name = readSafely(value, 'name');
  return typeof name === 'string' && name !== '' ? `[Function: ${name}]` : '[Function]';
}

/** What `value.toJSON()` gives; a Buffer is bytes, whatever its own `toJSON` says. */
function withToJson(value: object): unknown {
  if (value instanceof Uint8Array) return base64(value);
  const toJson = readSafely(value, 'toJSON');
  if (typeof toJson !== 'function') return value;
  try {
    // An invalid Date answers null.
    return toJson.call(value, '') ?? (value instanceof Date ? 'Invalid Date' : null);
  } catch (error) {
    return `[Unreadable: toJSON threw: ${reasonOf(error)}]`;
  }
}
