export const DEFAULT_MAX_BYTES = 20_480;

/** A line that was made and not yet written. */
export interface KeptLine {
  readonly write: () => void;
  /** Its size in UTF-8. */
  readonly bytes: number;
}

/** What one invocation keeps back: a queue with a limit in bytes. */
export class LogBuffer {
  readonly #maxBytes: number;
  #lines: KeptLine[] = [];
  #bytes = 0;
  #evicted = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps `line`; false where it is larger than the whole buffer. */
  add(line: KeptLine): boolean {
    if (line.bytes > this.#maxBytes) return false;
    while (this.#lines.length > 0 && this.#bytes + line.bytes >= this.#maxBytes) {
      this.#bytes -= this.#lines.shift()?.bytes ?? 0;
      this.#evicted = true;
    }
    this.#lines.push(line);
    this.#bytes += line.bytes;
    return true;
  }

  /** Empties the buffer. */
  take(): { lines: readonly KeptLine[]; evicted: boolean } {
    const taken = { lines: this.#lines, evicted: this.#evicted };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#lines = [];
    this.#bytes = 0;
    this.#evicted = false;
  }
}
