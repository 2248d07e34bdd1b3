import { isPlainObject } from '../shared/unknown.js';

/**
 * Merges the own members of `sources` into `target`, from left to right, and returns `target`. Plain objects are merged
 * member by member and arrays element by element; everything else, class instances among it, replaces what was there by
 * reference. `undefined` replaces nothing. A reference that leads back to an object it is in is left out, and so are members
 * named `__proto__` and `constructor`.
 *
 * @example
 * deepMerge({ retry: { times: 3 } }, { retry: { delay: 50 } }); // { retry: { times: 3, delay: 50 } }
 */
export function deepMerge<T extends Record<string, unknown>>(
  target: T,
  ...sources: readonly (Record<string, unknown> | null | undefined)[]
): T {
  for (const source of sources) if (source) new Merge(target).into(target, source);
  return target;
}

type Container = Record<string | number, unknown>;

/** One source on its way into the target. */
class Merge {
  /** What is being merged right now, from the outside in. */
  readonly #open: Set<unknown>;

  constructor(target: unknown) {
    this.#open = new Set([target]);
  }

  into(target: Container | unknown[], source: Container | unknown[]): void {
    this.#open.add(source);
    for (const [key, value] of Object.entries(source)) {
      if (key === '__proto__' || key === 'constructor' || this.#open.has(value)) continue;
      const merged = this.#merged(Reflect.get(target, key), value);
      if (merged !== undefined || !Object.hasOwn(target, key)) Reflect.set(target, key, merged);
    }
    this.#open.delete(source);
  }

  /** What stands in the place of `before` afterwards. */
  #merged(before: unknown, value: unknown): unknown {
    if (Array.isArray(value)) {
      const list = Array.isArray(before) ? before : [];
      this.into(list, value);
      return list;
    }
    if (!isPlainObject(value)) return value;
    const object = isPlainObject(before) ? before : {};
    this.into(object, value);
    return object;
  }
}
