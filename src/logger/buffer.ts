import type { LogLevel } from './levels.js';
import type { LogOutput } from './output.js';

/** How log lines are kept back until something goes wrong. */
export interface LogBufferOptions {
  /** Default `true` where the options are given. */
  readonly enabled?: boolean | undefined;
  /** The most bytes kept for one invocation; beyond it the oldest lines are dropped. Default 20,480. */
  readonly maxBytes?: number | undefined;
  /** Lines of this level and of those below are kept back. Default `DEBUG`. */
  readonly bufferAtVerbosity?: Extract<LogLevel, 'DEBUG' | 'INFO' | 'WARN' | 'debug' | 'info' | 'warn'> | undefined;
  /** Whether a call of `error` or `critical` writes what was kept back. Default `true`. */
  readonly flushOnErrorLog?: boolean | undefined;
}

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
