import type { Losses } from './losses.js';

/** What one export holds, encoded. */
export interface Batch {
  readonly bytes: Buffer;
  /** Spans, data points or log records in it. */
  readonly items: number;
  /** When it was made, in milliseconds since the epoch. */
  readonly time: number;
}

export interface BacklogLimits {
  readonly maxBytes: number;
  readonly maxAgeMillis: number;
}

/** Keeps what could not be sent for the next export: the latest of it, as much as there is room for, and not for long. */
export class Backlog {
  readonly #limits: BacklogLimits;
  readonly #losses: Losses;
  #batches: Batch[] = [];

  constructor(limits: BacklogLimits, losses: Losses) {
    this.#limits = limits;
    this.#losses = losses;
  }

  add(batches: readonly Batch[]): void {
    const { maxBytes } = this.#limits;
    const fitting = batches.filter((batch) => batch.bytes.length <= maxBytes || this.#overflow(batch));
    // What was being sent comes back after what came meanwhile.
    this.#batches = [...this.#batches, ...fitting].sort((one, other) => one.time - other.time);
    this.#expire();
    let bytes = this.#batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
    while (bytes > maxBytes) {
      const oldest = this.#batches.shift();
      if (!oldest) break;
      bytes -= oldest.bytes.length;
      this.#overflow(oldest);
    }
  }

  /** All that is worth sending, the oldest first. It is for the caller to send it, or to bring it back. */
  take(): Batch[] {
    this.#expire();
    const taken = this.#batches;
    this.#batches = [];
    return taken;
  }

  #overflow({ items }: Batch): boolean {
    this.#losses.add('overflowed', items, `No more than ${this.#limits.maxBytes} bytes are kept for the next export.`);
    return false;
  }

  #expire(): void {
    const { maxAgeMillis } = this.#limits;
    const limit = Date.now() - maxAgeMillis;
    for (let oldest = this.#batches[0]; oldest && oldest.time < limit; oldest = this.#batches[0]) {
      this.#batches.shift();
      this.#losses.add('expired', oldest.items, `They could not be sent for ${maxAgeMillis / 1000} s.`);
    }
  }
}
