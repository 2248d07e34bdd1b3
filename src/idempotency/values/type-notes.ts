/** Says of the value under a path that it stands for one of another type. */
export type TypeNote = readonly [type: string, ...path: readonly (string | number)[]];

/** Makes the value again that a plain one stands for. */
type Restore = (plain: unknown) => unknown;

// What is noted was written by `result-form.ts` or `record-json.ts`: each note's value has the form that they give it.
const RESTORERS: Readonly<Record<string, Restore>> = {
  bigint: (text) => BigInt(String(text)),
  number: (text) => Number(text),
  bytes: (base64) => new Uint8Array(Buffer.from(String(base64), 'base64')),
  Buffer: (bytes) => Buffer.from(bytes as Uint8Array),
  ArrayBuffer: (bytes) => bufferOf(bytes as Uint8Array),
  DataView: (bytes) => new DataView(bufferOf(bytes as Uint8Array)),
  Set: (items) => new Set(items as unknown[]),
  Map: (pairs) => new Map(pairs as [unknown, unknown][]),
  RegExp: (parts) => new RegExp(...(parts as [string, string])),
  URLSearchParams: (text) => new URLSearchParams(String(text)),
  Headers: (pairs) => new Headers(pairs as [string, string][]),
  FormData: (pairs) => formOf(pairs as [string, string][]),
  Error: (members) => errorOf(members as Record<string, unknown>),
  Response: (parts) => responseOf(parts as StoredResponse),
  ...Object.fromEntries(
    [
      Int8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
    ].map((View): [string, Restore] => [View.name, (bytes) => new View(bufferOf(bytes as Uint8Array))]),
  ),
};

/** What is kept of a `Response`. */
export interface StoredResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: [string, string][];
  /** Undefined or null where there is none. */
  body?: Uint8Array | null | undefined;
}

/** Whether a note of this type can be undone: only these are written. */
export function isRestorable(type: string): boolean {
  return Object.hasOwn(RESTORERS, type);
}

/** Puts the values in place that the notes are of. It changes the plain value, which has to be the caller's own. */
export function restoreTypes(plain: unknown, notes: readonly TypeNote[]): unknown {
  const root = { value: plain };
  // What is inside another was noted before it.
  for (const [type, ...path] of notes) {
    const restore = isRestorable(type) ? RESTORERS[type] : undefined;
    if (!restore)
      throw new TypeError(`The store holds a value of the type ${JSON.stringify(type)}, which is not known here`);
    const keys = ['value', ...path];
    const last = keys.pop() ?? 'value';
    const owner = keys.reduce(memberOf, root as object);
    Object.defineProperty(owner, last, {
      value: restore(Reflect.get(owner, last)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return root.value;
}

function memberOf(owner: object, key: string | number): object {
  const member: unknown = Object.hasOwn(owner, key) ? Reflect.get(owner, key) : undefined;
  if (typeof member === 'object' && member !== null) return member;
  throw new TypeError('The store holds a type for a value that is not there');
}

/** A buffer of its own that holds these bytes and nothing else. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function formOf(pairs: readonly [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  return form;
}

function errorOf({ message, cause, ...members }: Record<string, unknown>): Error {
  const error = new Error(String(message), cause === undefined ? undefined : { cause });
  // As they are on an error that was thrown: `name` and `errors` are not printed with its fields.
  for (const [key, value] of Object.entries(members)) {
    const enumerable = key !== 'name' && key !== 'errors';
    Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
  }
  return error;
}

function responseOf({ body, status, statusText, headers }: StoredResponse): Response {
  return new Response(body ? new Uint8Array(body) : null, { status, statusText, headers });
}
