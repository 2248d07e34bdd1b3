import type { Host } from './host.js';
import type { OtlpDropped } from './options.js';

export type DropReason = Exclude<keyof OtlpDropped, 'total'>;

/** Counts what is lost, and says each kind of it once. */
export class Losses {
  readonly #noun: string;
  readonly #host: Host;
  readonly #said = new Set<string>();
  readonly #counts = { untranslatable: 0, rejected: 0, refused: 0, overflowed: 0, expired: 0, unsent: 0 };

  constructor(noun: string, host: Host) {
    this.#noun = noun;
    this.#host = host;
  }

  get dropped(): OtlpDropped {
    const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    return { total, ...this.#counts };
  }

  /** @param kind - Losses of one kind are said once. Default: the reason. */
  add(reason: DropReason, count: number, explanation: string, kind: string = reason): void {
    if (count === 0) return;
    this.#counts[reason] += count;
    this.sayOnce(
      kind,
      `${count} ${this.#noun} are lost (${reason}). ${explanation} From now on they are only counted, in \`dropped\` of the exporter.`,
    );
  }

  sayOnce(kind: string, message: string, ...details: readonly unknown[]): void {
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    this.#host.warn(`otel-powertools: ${message}`, ...details);
  }
}
