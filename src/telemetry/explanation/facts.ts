import type { ParentRule } from '../../invocation/trace-context/parent.js';
import type { ExportMode, TelemetryOptions } from '../settings/options.js';
import type { Settings } from '../settings/settings.js';

/** What decided about the parent of an invocation. */
export interface InvocationFacts {
  readonly rule: ParentRule;
  /** How many other contexts were linked. */
  readonly links: number;
  readonly sampled: boolean;
}

export interface NetworkExportFacts {
  readonly mode: ExportMode;
  readonly why: string | undefined;
}

export interface SignalFacts {
  /** What was chosen for it: names, or exporters. */
  readonly choices: readonly unknown[];
  /** Those that count what they lose. */
  readonly exporters?: readonly object[] | undefined;
  /** Whether the provider is this package's. */
  readonly own: boolean;
}

/**
 * What telemetry knows of itself. It is handed over, not imported, so that no function has to carry the words it is put
 * into: `explain()` brings them, and so does `otel-powertools doctor`.
 */
export interface TelemetryFacts {
  readonly settings: Settings;
  readonly options: TelemetryOptions;
  readonly disabled: boolean;
  readonly traces: SignalFacts;
  readonly metrics: SignalFacts;
  readonly logs: SignalFacts;
  readonly invocation: InvocationFacts | undefined;
  /** When exports over the network go out; undefined where there are none. */
  readonly networkExports: NetworkExportFacts | undefined;
  readonly failedExports: Readonly<Record<string, number>>;
  readonly lateFlushes: number;
  readonly droppedLines: number;
  readonly earlyInstruments: readonly string[];
  readonly apiVersion: string | undefined;
}

declare module '../../shared/process-state.js' {
  interface ProcessState {
    /** What tells the facts: `otel-powertools doctor` looks for it in the function's process. */
    facts: () => TelemetryFacts;
  }
}
