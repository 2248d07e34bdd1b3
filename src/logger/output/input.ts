import { isError } from '../../../exporters/is-error.js';
import { readSafely, unreadable } from '../../../exporters/json/read-safely.js';
import { RESERVED_KEYS } from '../../../exporters/json/record.js';
import { isPlainObject } from '../../shared/unknown.js';
import { MAX_KEYS } from '../keys/deep-merge.js';
import type { LogAttributes } from '../settings.js';

/** What a log method takes first: the message, or an object with the message and keys. */
export type LogItemMessage = string | (LogAttributes & { message: string });

/** What it takes besides: an error, a text, or objects with keys. */
export type LogItemExtraInput = [Error | string] | LogAttributes[];

/** What a log method was called with: the message, and keys in the order given; of the same name, the last value. */
export interface LogInput {
  readonly message: unknown;
  readonly keys: ReadonlyMap<string, unknown>;
}

type OnReserved = (key: string) => void;

/** Takes apart what a log method was called with, whatever it was. */
export function readInput(input: unknown, extras: readonly unknown[], onReserved: OnReserved): LogInput {
  const keys = new Map<string, unknown>();
  let message = input;
  try {
    if (input === undefined || input === null) message = String(input);
    else if (isError(input)) {
      message = readSafely(input, 'message');
      keys.set('error', input);
    } else if (hasKeys(input)) {
      message = readSafely(input, 'message');
      addKeysOf(keys, input, (name) => name !== 'message' && onReserved(name));
    }
  } catch (error) {
    // A proxy whose traps throw.
    message = unreadable(error);
  }
  for (const extra of extras) {
    if (extra === undefined || extra === null) continue;
    try {
      if (isError(extra)) keys.set('error', extra);
      else if (hasKeys(extra)) addKeysOf(keys, extra, onReserved);
      else keys.set('extra', extra);
    } catch (error) {
      keys.set('extra', unreadable(error));
    }
  }
  return { message, keys };
}

/** Whether its properties are what it has to say, and not its contents. */
function hasKeys(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (isPlainObject(value)) return true;
  return !(
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    [Map, Set, Date, RegExp, URL].some((container) => value instanceof container)
  );
}

function addKeysOf(keys: Map<string, unknown>, holder: object, onReserved: OnReserved): void {
  const names = Object.keys(holder);
  for (const [index, name] of names.entries()) {
    if (keys.size >= MAX_KEYS) {
      keys.set('[Cut]', `${names.length - index} keys`);
      return;
    }
    if (RESERVED_KEYS.has(name)) {
      onReserved(name);
      continue;
    }
    const value = readSafely(holder, name);
    if (value !== undefined) keys.set(name, value);
  }
}
