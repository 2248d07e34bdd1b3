/** How much of the past is kept. */
export interface HistoryLimits {
  readonly count: number;
  readonly bytes: number;
}

interface Kept {
  readonly key: string;
  readonly text: Buffer;
}

/** Texts by key, the oldest of which drop out when there are too many, or they are too long together. */
export class BoundedHistory {
  readonly #limits: HistoryLimits;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #dropped = 0;

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many have dropped out so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a text. Returns the keys that drop out for it; the newest stays, however long it is. */
  add(key: string, text: string): string[] {
    const kept = { key, text: Buffer.from(text) };
    this.#kept.set(key, kept);
    this.#bytes += kept.text.length;
    const dropped: string[] = [];
    for (const { key: oldest, text: oldText } of this.#kept.values()) {
      if (this.#kept.size <= 1) break;
      if (this.#kept.size <= this.#limits.count && this.#bytes <= this.#limits.bytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= oldText.length;
      dropped.push(oldest);
    }
    this.#dropped += dropped.length;
    return dropped;
  }

  get(key: string): Buffer | undefined {
    return this.#kept.get(key)?.text;
  }

  /** The texts, the oldest first. */
  values(): Buffer[] {
    return [...this.#kept.values()].map(({ text }) => text);
  }
}
