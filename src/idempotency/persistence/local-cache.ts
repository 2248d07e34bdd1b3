import { toPlainValue } from '../plain-value.js';
import { IdempotencyRecord } from './idempotency-record.js';

/** The completed records that were used last. What goes in and comes out is a copy: callers change what they are given. */
export class LocalCache {
  // A Map keeps the order of insertion: the first key is the one that was not used for longest.
  readonly #records = new Map<string, IdempotencyRecord>();
  #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** Makes room for so many records at least. */
  holdAtLeast(size: number): void {
    this.#size = Math.max(this.#size, size);
  }

  get(key: string): IdempotencyRecord | undefined {
    const record = this.#records.get(key);
    if (!record) return undefined;
    this.#records.delete(key);
    if (record.isExpired()) return undefined;
    this.#records.set(key, record);
    return copyOf(record);
  }

  set(key: string, record: IdempotencyRecord): void {
    this.#records.delete(key);
    this.#records.set(key, copyOf(record));
    const oldest = this.#records.size > this.#size ? this.#records.keys().next().value : undefined;
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  delete(key: string): void {
    this.#records.delete(key);
  }
}

/** The record with a response of its own. */
export function copyOf(record: IdempotencyRecord): IdempotencyRecord {
  return new IdempotencyRecord({ ...record, responseData: toPlainValue(record.responseData) });
}
