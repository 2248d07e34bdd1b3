import { once } from '../../shared/process-state.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    substituteExporters: Record<Signal, unknown[]>;
  }
}

type Signal = 'traces' | 'metrics' | 'logs';

/** The exporters of a signal: the configured ones, unless a test has put one of its own in their place. */
export class Exporters<TExporter> {
  readonly #configured: readonly TExporter[];
  readonly #substitutes: readonly unknown[];

  constructor(signal: Signal, configured: readonly TExporter[]) {
    this.#configured = configured;
    this.#substitutes = substitutesOf(signal);
  }

  get current(): readonly TExporter[] {
    const substitute = this.#substitutes.at(-1);
    // `substituteExporter` is given exporters of the signal.
    return substitute === undefined ? this.#configured : [substitute as TExporter];
  }
}

/** Puts `exporter` in place of all others of a signal until the function returned is called. */
export function substituteExporter(signal: Signal, exporter: object): () => void {
  const substitutes = substitutesOf(signal);
  substitutes.push(exporter);
  return () => {
    const index = substitutes.lastIndexOf(exporter);
    if (index >= 0) substitutes.splice(index, 1);
  };
}

/** Whether a test takes what would be exported. */
export function isCaptured(): boolean {
  return substitutesOf('traces').length > 0;
}

function substitutesOf(signal: Signal): unknown[] {
  return once('substituteExporters', () => ({ traces: [], metrics: [], logs: [] }))[signal];
}
