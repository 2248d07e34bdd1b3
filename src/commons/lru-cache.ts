/** How large a cache may become. */
export interface LRUCacheOptions {
  /** How many items it keeps. */
  readonly maxSize: number;
}

const DEFAULT_MAX_SIZE = 100;

/**
 * Keeps the items that were used last, and drops the one that was not used for the longest time when there are too many.
 *
 * @example
 * const cache = new LRUCache<string, Order>({ maxSize: 50 });
 * cache.add('A-1', order);
 * cache.get('A-1');
 */
export class LRUCache<K, V> {
  // A Map keeps the order in which its keys were added: what is used is added anew.
  readonly #items = new Map<K, V>();
  readonly #maxSize: number;

  /** @param config - How many items it keeps. Default: 100. */
  constructor(config?: LRUCacheOptions) {
    this.#maxSize = config?.maxSize ?? DEFAULT_MAX_SIZE;
  }

  /** Adds an item, or replaces it. It then is the one that was used last. */
  add(key: K, value: V): void {
    this.#items.delete(key);
    this.#items.set(key, value);
    if (this.#items.size <= this.#maxSize) return;
    for (const oldest of this.#items.keys()) {
      this.#items.delete(oldest);
      break;
    }
  }

  /** The item, which then is the one that was used last; or undefined. */
  get(key: K): V | undefined {
    const value = this.#items.get(key);
    if (value !== undefined || this.#items.has(key)) {
      this.#items.delete(key);
      this.#items.set(key, value as V);
    }
    return value;
  }

  /** Whether there is such an item. It does not count as a use. */
  has(key: K): boolean {
    return this.#items.has(key);
  }

  /** Removes an item, if it is there. */
  remove(key: K): void {
    this.#items.delete(key);
  }

  /** How many items there are. */
  size(): number {
    return this.#items.size;
  }
}
