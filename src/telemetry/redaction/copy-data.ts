import { attempt } from '../../shared/unknown.js';

// Deeper than people read, and far from the end of the stack.
const MAX_DEPTH = 64;
// What is shared by many is copied for each: without a limit a few objects become more than the memory.
const MAX_VALUES = 150_000;

/** What is made of the names and the values of what is copied. */
export interface Changes {
  value(path: readonly string[], value: unknown): unknown;
  name(name: string): string;
}

/** A copy of the members of `holder`, each with limits of its own: one that is too large costs no other. */
export function copyMembers(holder: object, changes: Changes): Record<string, unknown> {
  const copied: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(holder)) {
    copied[nameIn(copied, key, changes)] = copyData([key], read(holder, key), changes);
  }
  return copied;
}

interface Copying extends Changes {
  readonly path: string[];
  readonly ancestors: object[];
  left: number;
}

/**
 * A copy of data, in which each value is what `changes` makes of it: what JSON makes of instances of classes, and maps and
 * sets as such. Errors, dates and bytes are what they were. Cycles, depth and number are bounded, and marked in place.
 */
export function copyData(path: readonly string[], value: unknown, changes: Changes): unknown {
  return copy({ ...changes, path: [...path], ancestors: [], left: MAX_VALUES }, value);
}

function copy(copying: Copying, found: unknown): unknown {
  const value = copying.value(copying.path, found);
  if (typeof value !== 'object' || value === null) return value;
  const { ancestors } = copying;
  if (ancestors.includes(value)) return '[Circular]';
  if (ancestors.length >= MAX_DEPTH) return `[Cut: deeper than ${MAX_DEPTH} levels]`;
  if (copying.left <= 0) return '[Cut: too many values]';
  ancestors.push(value);
  try {
    return copyObject(copying, value);
  } catch {
    // A proxy or a `toJSON` that throws.
    return '[Unreadable]';
  } finally {
    ancestors.pop();
  }
}

function copyObject(copying: Copying, value: object): unknown {
  if (Array.isArray(value)) return copyItems(copying, value);
  if (value instanceof Date || value instanceof Error || ArrayBuffer.isView(value)) return value;
  if (value instanceof Set) return new Set(copyItems(copying, [...value]));
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, item]) => [nameOf(copying, key), copyMember(copying, String(key), item)]));
  }
  // Asked now: who writes the copy would ask for what was not redacted.
  const toJson: unknown = Reflect.get(value, 'toJSON');
  return typeof toJson === 'function'
    ? copy(copying, Reflect.apply(toJson, value, [copying.path.at(-1) ?? '']))
    : copyOwn(copying, value);
}

function copyItems(copying: Copying, items: readonly unknown[]): unknown[] {
  const copied: unknown[] = [];
  // By index: a list may have holes, and more of them than fit into the memory.
  for (let index = 0; index < items.length; index += 1) {
    copying.left -= 1;
    if (copying.left < 0) return [...copied, '[Cut: too many values]'];
    copied.push(copyMember(copying, String(index), items[index]));
  }
  return copied;
}

function copyOwn(copying: Copying, holder: object): Record<string, unknown> {
  const copied: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(holder)) {
    copying.left -= 1;
    if (copying.left < 0) {
      copied['[Cut]'] = 'too many values';
      break;
    }
    copied[nameIn(copied, key, copying)] = copyMember(copying, key, read(holder, key));
  }
  return copied;
}

function copyMember(copying: Copying, key: string, item: unknown): unknown {
  copying.path.push(key);
  const copied = copy(copying, item);
  copying.path.pop();
  return copied;
}

function read(holder: object, key: string): unknown {
  const found = attempt(() => ({ value: Reflect.get(holder, key) as unknown }));
  return found ? found.value : '[Unreadable]';
}

function nameOf(copying: Copying, key: unknown): unknown {
  return typeof key === 'string' ? copying.name(key) : key;
}

/** Two names may look the same once part of them is hidden. */
function nameIn(members: object, key: string, changes: Changes): string {
  const wanted = changes.name(key);
  if (wanted === key) return key;
  let name = wanted;
  for (let number = 2; Object.hasOwn(members, name); number += 1) name = `${wanted}_${number}`;
  return name;
}
