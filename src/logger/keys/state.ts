import type { SpanContext } from '@opentelemetry/api';
import type { Invocation } from '../../invocation/invocation.js';
import type { LogSink } from '../../telemetry/logs/logs.js';
import type { LambdaFacts } from '../lambda-facts.js';
import type { LevelName } from '../levels.js';
import type { LogBuffer } from '../output/buffer.js';

/** What one Logger keeps for one invocation; outside any, for the process. */
export interface LoggerState {
  /** Undefined for the state that stands for the whole process. */
  readonly invocation: Invocation | undefined;
  lambda: LambdaFacts | undefined;
  /** Undefined as long as they are those that were set at module level. */
  keys: TemporaryKeys | undefined;
  /** Where it differs from the Logger's own. */
  level: LevelName | undefined;
  buffer: LogBuffer | undefined;
  /** The trace whose lines a process-wide buffer holds. */
  bufferedTrace: string | undefined;
  /** Made at need. */
  keysText: KeysText | undefined;
  trace: TraceText | undefined;
  /** Where lines go, once one went there. */
  sink: LogSink | undefined;
}

/** The keys that `appendKeys` sets. */
export interface TemporaryKeys {
  readonly values: Map<string, unknown>;
  /** Those behind a persistent key of the same name that was set later. */
  readonly hidden: Set<string>;
}

/** The keys of a Logger and its invocation, as lines have them. */
export interface KeysText {
  /** Undefined where they must be looked at for each line. */
  readonly text: string | undefined;
  readonly names: ReadonlySet<string>;
  /** Of the keys it was made from. */
  readonly version: number;
}

/** What lines say of the trace, as long as the active span is this one. */
export interface TraceText {
  readonly spanContext: SpanContext | undefined;
  /** The same where it is valid. */
  readonly span: SpanContext | undefined;
  /** That of Lambda's own segment. */
  readonly root: string | undefined;
  /** The trace id of the span as X-Ray would take it; `root` stands in where it would not. */
  readonly xrayTraceId: string | undefined;
  readonly text: string;
}
