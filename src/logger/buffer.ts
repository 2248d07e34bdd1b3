import type { LogOutput } from './output.js';

export const DEFAULT_MAX_BYTES = 20_480;

/** What one invocation keeps back: a queue with a limit in bytes. */
export class LogBuffer {
  readonly #maxBytes: number;
  #outputs: LogOutput[] = [];
  #bytes = 0;
  #evicted = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps `output`; false where it is larger than the whole buffer. */
  add(output: LogOutput): boolean {
    if (output.bytes > this.#maxBytes) return false;
    while (this.#outputs.length > 0 && this.#bytes + output.bytes >= this.#maxBytes) {
      this.#bytes -= this.#outputs.shift()?.bytes ?? 0;
      this.#evicted = true;
    }
    this.#outputs.push(output);
    this.#bytes += output.bytes;
    return true;
  }

  /** Empties the buffer. */
  take(): { outputs: readonly LogOutput[]; evicted: boolean } {
    const taken = { outputs: this.#outputs, evicted: this.#evicted };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#outputs = [];
    this.#bytes = 0;
    this.#evicted = false;
  }
}
