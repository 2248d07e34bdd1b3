import type { Expression } from './expression.js';

/** What the parameters of a function may be declared as. `array-…` is an array whose elements all have the type. */
export interface ArgumentTypes {
  /** A value of any type. */
  any: unknown;
  /** JSON's `null`, and what is not there. */
  null: null;
  /** `true` or `false`. */
  boolean: boolean;
  /** Any number of JSON. */
  number: number;
  /** Text. */
  string: string;
  /** An array of whatever elements. */
  array: readonly unknown[];
  /** An object of JSON. */
  object: Readonly<Record<string, unknown>>;
  /** An array of numbers alone; it may be empty. */
  'array-number': readonly number[];
  /** An array of texts alone; it may be empty. */
  'array-string': readonly string[];
  /** An expression that the function evaluates itself: `&name`. */
  expression: Expression;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JMESPath name of a value's type. Nothing there is `null`: JSON has no `undefined`. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

export function isTruthy(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

export function areEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || left === undefined) return right === null || right === undefined;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => areEqual(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && areEqual(left[key], right[key]))
  );
}

/** Writes a key that comes from data. Assigning `__proto__` would change what the object is. */
export function setKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** Orders strings by code point, as the specification asks; `<` orders by UTF-16 code unit. */
export function compareStrings(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    // A surrogate stands for a code point above every single code unit.
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff;
}
