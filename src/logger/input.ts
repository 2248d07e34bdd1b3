import type { LogAttributes } from './settings.js';
import type { Entry } from './standard-keys.js';
import { RESERVED_KEYS } from './standard-keys.js';

/** What a log method takes first: the message, or an object with the message and keys. */
export type LogItemMessage = string | (LogAttributes & { message: string });

/** What it takes besides: an error, a text, or objects with keys. */
export type LogItemExtraInput = [Error | string] | LogAttributes[];

/** What a log method was called with: the message, and keys in the order given. */
export interface LogInput {
  readonly message: unknown;
  readonly entries: readonly Entry[];
  /** Whether no key occurs twice. */
  readonly distinct: boolean;
}

const NO_ENTRIES: readonly Entry[] = [];

/** Whether its properties are what it has to say, and not its contents. */
const hasKeys = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Map || value instanceof Set || value instanceof Date || value instanceof RegExp) &&
  !(value instanceof URL);

const readSafely = (holder: object, key: string): unknown => {
  try {
    return Reflect.get(holder, key);
  } catch (error) {
    return `[Unreadable: ${error instanceof Error ? error.message : 'the getter threw'}]`;
  }
};

const entriesOf = (holder: object, except: string | undefined, onReserved: (key: string) => void): Entry[] => {
  let keys: string[];
  try {
    keys = Object.keys(holder);
  } catch {
    return [['extra', holder]];
  }
  const entries: Entry[] = [];
  for (const key of keys) {
    if (key === except) continue;
    if (RESERVED_KEYS.has(key)) onReserved(key);
    else entries.push([key, readSafely(holder, key)]);
  }
  return entries;
};

const extraEntries = (extra: unknown, onReserved: (key: string) => void): readonly Entry[] => {
  if (extra === undefined || extra === null) return NO_ENTRIES;
  if (extra instanceof Error) return [['error', extra]];
  return hasKeys(extra) ? entriesOf(extra, undefined, onReserved) : [['extra', extra]];
};

/** Takes apart what a log method was called with, whatever it was. */
export const readInput = (input: unknown, extras: readonly unknown[], onReserved: (key: string) => void): LogInput => {
  let message: unknown = input;
  let entries: readonly Entry[] = NO_ENTRIES;
  if (input instanceof Error) {
    message = readSafely(input, 'message');
    entries = [['error', input]];
  } else if (hasKeys(input)) {
    message = readSafely(input, 'message');
    entries = entriesOf(input, 'message', onReserved);
  } else if (input === undefined || input === null) {
    message = String(input);
  }
  let distinct = true;
  for (const extra of extras) {
    const more = extraEntries(extra, onReserved);
    if (entries.length === 0) entries = more;
    else if (more.length > 0) {
      entries = [...entries, ...more];
      distinct = false;
    }
  }
  return { message, entries, distinct };
};
