/**
 * What an exporter needs of the program around it. It is handed over, because a bundler that loads a module on demand has
 * all that the module imports evaluated on demand, too: `@opentelemetry/api` would be in every function in that form.
 */
export interface Host {
  /** Tells whoever runs the program. */
  readonly warn: (message: string, ...details: readonly unknown[]) => void;
  /** Runs what no instrumentation may trace: exports of exports would have no end. */
  readonly untraced: <T>(run: () => T) => T;
}
