import { readSafely, unreadable } from '../../exporters/json/read-safely.js';
import { RESERVED_KEYS } from '../../exporters/json/record.js';
import type { LogAttributes } from './settings.js';

/** What a log method takes first: the message, or an object with the message and keys. */
export type LogItemMessage = string | (LogAttributes & { message: string });

/** What it takes besides: an error, a text, or objects with keys. */
export type LogItemExtraInput = [Error | string] | LogAttributes[];

/** What a log method was called with: the message, and keys with their values in the order given. */
export interface LogInput {
  readonly message: unknown;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  /** Whether no key occurs twice. */
  readonly distinct: boolean;
}

interface Named {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

type OnReserved = (key: string) => void;

const NOTHING: Named = { names: [], values: [] };
const ERROR_NAMES = ['error'];
const EXTRA_NAMES = ['extra'];

/** Whether its properties are what it has to say, and not its contents. */
const hasKeys = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return !(
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof URL
  );
};

const namedIn = (holder: object, except: string | undefined, onReserved: OnReserved): Named => {
  let names = Object.keys(holder);
  if (names.some((name) => RESERVED_KEYS.has(name))) {
    names = names.filter((name) => {
      if (name === except) return false;
      const reserved = RESERVED_KEYS.has(name);
      if (reserved) onReserved(name);
      return !reserved;
    });
  }
  return { names, values: names.map((name) => readSafely(holder, name)) };
};

const namedInExtra = (extra: unknown, onReserved: OnReserved): Named => {
  if (extra === undefined || extra === null) return NOTHING;
  try {
    if (extra instanceof Error) return { names: ERROR_NAMES, values: [extra] };
    return hasKeys(extra) ? namedIn(extra, undefined, onReserved) : { names: EXTRA_NAMES, values: [extra] };
  } catch (error) {
    // A proxy whose traps throw.
    return { names: EXTRA_NAMES, values: [unreadable(error)] };
  }
};

const join = (first: Named, second: Named): Named => ({
  names: [...first.names, ...second.names],
  values: [...first.values, ...second.values],
});

const inputOf = (message: unknown, { names, values }: Named, distinct: boolean): LogInput => ({
  message,
  names,
  values,
  distinct,
});

const readMain = (input: unknown, onReserved: OnReserved): LogInput => {
  if (typeof input === 'string') return inputOf(input, NOTHING, true);
  if (input === undefined || input === null) return inputOf(String(input), NOTHING, true);
  try {
    if (input instanceof Error) {
      return inputOf(readSafely(input, 'message'), { names: ERROR_NAMES, values: [input] }, true);
    }
    if (!hasKeys(input)) return inputOf(input, NOTHING, true);
    return inputOf(readSafely(input, 'message'), namedIn(input, 'message', onReserved), true);
  } catch (error) {
    return inputOf(unreadable(error), NOTHING, true);
  }
};

/** Takes apart what a log method was called with, whatever it was. */
export const readInput = (input: unknown, extras: readonly unknown[], onReserved: OnReserved): LogInput => {
  let read = readMain(input, onReserved);
  for (const extra of extras) {
    const more = namedInExtra(extra, onReserved);
    if (more.names.length === 0) continue;
    read = inputOf(read.message, read.names.length === 0 ? more : join(read, more), read.names.length === 0);
  }
  return read;
};
