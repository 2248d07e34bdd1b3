import type { ArgumentType, FunctionSignatureOptions } from './custom-functions.js';
import { JMESPathTypeError } from './errors.js';
import type { Expression } from './expression.js';
import { type ArgumentTypes, areEqual, compareStrings, isObject, setKey, typeName } from './values.js';

export interface FunctionDefinition extends FunctionSignatureOptions {
  // A method, so that one with narrower parameters fits: a call passes only what was checked against the signature.
  call(...args: readonly unknown[]): unknown;
}

type Specs = readonly (readonly ArgumentType[])[];
type Arguments<S extends Specs> = { [Index in keyof S]: ArgumentTypes[S[Index][number]] };

/** A function whose implementation's parameter types follow from its signature. */
export function define<const S extends Specs>(
  argumentsSpecs: S,
  call: (...args: Arguments<S>) => unknown,
): FunctionDefinition {
  return { argumentsSpecs, call };
}

type Key = string | number;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const SORTABLE = ['array-number', 'array-string'] as const;

/** The functions of the JMESPath specification, by name. */
export const standardFunctions: ReadonlyMap<string, FunctionDefinition> = new Map([
  ['abs', define([['number']], Math.abs)],
  ['avg', define([['array-number']], (numbers) => (numbers.length === 0 ? null : sum(numbers) / numbers.length))],
  ['ceil', define([['number']], Math.ceil)],
  [
    'contains',
    define([['array', 'string'], ['any']], (subject, searched) =>
      typeof subject === 'string'
        ? typeof searched === 'string' && subject.includes(searched)
        : subject.some((item) => areEqual(item, searched)),
    ),
  ],
  ['ends_with', define([['string'], ['string']], (text, suffix) => text.endsWith(suffix))],
  ['floor', define([['number']], Math.floor)],
  ['join', define([['string'], ['array-string']], (glue, parts) => parts.join(glue))],
  ['keys', define([['object']], (object) => Object.keys(object))],
  [
    'length',
    define([['string', 'array', 'object']], (subject) => {
      if (typeof subject === 'string') return [...subject].length;
      return isObject(subject) ? Object.keys(subject).length : subject.length;
    }),
  ],
  ['map', define([['expression'], ['array']], (each, items) => items.map((item) => each.visit(item) ?? null))],
  ['max', define([SORTABLE], (items) => most(1, items))],
  ['max_by', define([['array'], ['expression']], (items, by) => mostBy('max_by', 1, items, by))],
  [
    'merge',
    {
      ...define([['object']], (...objects: Readonly<Record<string, unknown>>[]) => {
        const merged: Record<string, unknown> = {};
        for (const object of objects) for (const key of Object.keys(object)) setKey(merged, key, object[key]);
        return merged;
      }),
      variadic: true,
    },
  ],
  ['min', define([SORTABLE], (items) => most(-1, items))],
  ['min_by', define([['array'], ['expression']], (items, by) => mostBy('min_by', -1, items, by))],
  [
    'not_null',
    { ...define([['any']], (...values: unknown[]) => values.find((value) => value != null) ?? null), variadic: true },
  ],
  [
    'reverse',
    define([['string', 'array']], (subject) =>
      typeof subject === 'string' ? [...subject].reverse().join('') : subject.toReversed(),
    ),
  ],
  ['sort', define([SORTABLE], (items) => [...items].sort(compare))],
  [
    'sort_by',
    define([['array'], ['expression']], (items, by) =>
      keyed('sort_by', items, by)
        .sort((left, right) => compare(left.key, right.key))
        .map(({ item }) => item),
    ),
  ],
  ['starts_with', define([['string'], ['string']], (text, prefix) => text.startsWith(prefix))],
  ['sum', define([['array-number']], sum)],
  ['to_array', define([['any']], (value) => (Array.isArray(value) ? value : [value]))],
  [
    'to_number',
    define([['any']], (value) => {
      if (typeof value === 'string' && JSON_NUMBER.test(value)) return Number(value);
      return typeof value === 'number' ? value : null;
    }),
  ],
  ['to_string', define([['any']], (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null)))],
  ['type', define([['any']], typeName)],
  ['values', define([['object']], (object) => Object.values(object))],
]);

function compare(left: Key, right: Key): number {
  return typeof left === 'string' && typeof right === 'string'
    ? compareStrings(left, right)
    : Number(left) - Number(right);
}

/** Each item with its key. The keys must all be numbers or all be strings. */
function keyed(name: string, items: readonly unknown[], by: Expression): { item: unknown; key: Key }[] {
  let expected: readonly string[] = ['number', 'string'];
  return items.map((item) => {
    const key = by.visit(item);
    const type = typeName(key);
    if (!expected.includes(type)) throw new JMESPathTypeError(name, key, type, expected);
    expected = [type];
    return { item, key: key as Key };
  });
}

function most(sign: 1 | -1, items: readonly Key[]): unknown {
  return items.length === 0 ? null : items.reduce((best, item) => (sign * compare(item, best) > 0 ? item : best));
}

function mostBy(name: string, sign: 1 | -1, items: readonly unknown[], by: Expression): unknown {
  const pairs = keyed(name, items, by);
  if (pairs.length === 0) return null;
  return pairs.reduce((best, pair) => (sign * compare(pair.key, best.key) > 0 ? pair : best)).item;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
