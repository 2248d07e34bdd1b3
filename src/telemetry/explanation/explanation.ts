/** One setting: what it is, and who said so. */
export interface ExplainedSetting {
  /** The option it can be set by, such as `service`. */
  readonly name: string;
  /** What is in force. */
  readonly value: unknown;
  /** `option`, the name of an environment variable, or `default`. */
  readonly source: string;
}

/** One signal: whose provider takes it, where it goes, what was lost. */
export interface ExplainedSignal {
  /** `own`: this package's; `foreign`: somebody registered one before; `none`: switched off. */
  readonly provider: 'own' | 'foreign' | 'none';
  /** Names, or the classes of exporter objects. */
  readonly exporters: readonly string[];
  /** Spans, lines or values that the exporters have given up, by the reason where they tell. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The parent of the last invocation, and whether it is recorded. */
export interface ExplainedInvocation {
  /** See the table in docs/trace-context.md. */
  readonly rule: string;
  /** The rule in words: which parent was taken, and why. */
  readonly explanation: string;
  /** Whether the trace is recorded. */
  readonly sampled: boolean;
}

/** When exports over the network go out. */
export interface ExplainedNetworkExports {
  /** What is done: `after-response`, `before-response` or `batch`. */
  readonly mode: string;
  /** Why it is not what the setting `exportMode` says; undefined where it is. */
  readonly why: string | undefined;
}

/** How telemetry is set up in this process, and how it went so far. */
export interface Explanation {
  /** Every setting, with its value and where that comes from. */
  readonly settings: readonly ExplainedSetting[];
  /** What becomes of spans. */
  readonly traces: ExplainedSignal;
  /** What becomes of metrics. */
  readonly metrics: ExplainedSignal;
  /** What becomes of log lines. */
  readonly logs: ExplainedSignal;
  /** The invocation that began last; undefined before the first one. */
  readonly invocation: ExplainedInvocation | undefined;
  /** When exports over the network go out; undefined where there are none. */
  readonly networkExports: ExplainedNetworkExports | undefined;
  /** Exports that failed, by what was exported: it is lost. */
  readonly failedExports: Readonly<Record<string, number>>;
  /** Flushes that were not done within `flushTimeoutMillis`. */
  readonly lateFlushes: number;
  /** Lines that stdout did not take. */
  readonly droppedLines: number;
  /** Instruments of the metrics API that were made before telemetry was set up, by name or by where they were used. */
  readonly earlyInstruments: readonly string[];
  /** The version of the copy of `@opentelemetry/api` that was loaded first. */
  readonly apiVersion: string | undefined;
  /** All of this for people: one fact a line. */
  readonly text: string;
}
