/** The name of what an object is, in whichever realm and copy of a library it was made: `Map`, `Response`, `Object`. */
export function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Whether the members of an object are all that it is: it is of no class, of whichever realm. */
export function isOfNoClass(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  // What all objects of a realm inherit, and nothing that somebody has given them to inherit.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** The function that says what an object is to JSON. */
export function jsonMethodOf(value: object): (() => unknown) | undefined {
  if (!('toJSON' in value)) return undefined;
  const { toJSON } = value;
  return typeof toJSON === 'function' ? () => Reflect.apply(toJSON, value, ['']) : undefined;
}

/** What happens later or comes bit by bit: its content is not in it. */
export function isUnderWay(value: object): boolean {
  const { then, pipe, getReader } = value as { then?: unknown; pipe?: unknown; getReader?: unknown };
  return [then, pipe, getReader].some((member) => typeof member === 'function') || Symbol.asyncIterator in value;
}

/** The bytes of a buffer or of a view of one, with no copy made; undefined for anything else. */
export function bytesIn(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const kind = kindOf(value);
  // The kind says so, of whichever realm the buffer is.
  if (kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer') return new Uint8Array(value as ArrayBuffer);
  return undefined;
}

/** What of an error is not enumerable, and the rest. */
export function errorMembers(error: object): [string, unknown][] {
  const { name, message } = error as Error;
  const hidden = ['cause', 'errors'].filter((key) => Object.hasOwn(error, key));
  return [
    ...Object.entries(error),
    ['name', name],
    ['message', message],
    ...hidden.map((key): [string, unknown] => [key, Reflect.get(error, key)]),
  ];
}

/** The pairs that a `Map`, `Headers`, `FormData` … gives when it is walked through. */
export function pairsOf(value: object): [unknown, unknown][] {
  // What has one of these names and no pairs is found out here.
  return [...(value as Iterable<[unknown, unknown]>)];
}
