import type { SpanContext } from '@opentelemetry/api';
import type { Invocation } from '../invocation/index.js';
import type { LogSink } from '../telemetry/logs.js';
import type { LogBuffer } from './buffer.js';
import type { LambdaFacts } from './lambda-facts.js';
import type { LevelName } from './levels.js';
import type { Entry } from './standard-keys.js';

/** What one Logger keeps for one invocation; outside any, for the process. */
export interface LoggerState {
  /** Undefined for the state that stands for the whole process. */
  readonly invocation: Invocation | undefined;
  lambda: LambdaFacts | undefined;
  /** The X-Ray trace id that Lambda gave the invocation; outside any it is asked for at every line. */
  readonly xrayRoot: string | undefined;
  readonly temporaryKeys: Map<string, unknown>;
  /** Temporary keys behind a persistent key of the same name that was set later. */
  readonly hiddenKeys: Set<string>;
  /** Where it differs from the Logger's own. */
  level: LevelName | undefined;
  buffer: LogBuffer | undefined;
  /** The trace whose lines a process-wide buffer holds. */
  bufferedTrace: string | undefined;
  /** Text that lines of this state share, until what it is made of changes. */
  text: StateText | undefined;
  trace: StateTrace | undefined;
  /** Where lines go, once one went there. */
  sink: LogSink | undefined;
}

export interface StateText {
  /** The fields of the service and the invocation. */
  readonly facts: string;
  /** The fields of keys; undefined where they must be looked at for each line. */
  readonly keys: string | undefined;
  readonly names: ReadonlySet<string>;
  /** Of the persistent keys it was made from. */
  readonly version: number;
  readonly service: string;
}

/** What lines say of the trace, as long as the active span is this one. */
export interface StateTrace {
  readonly spanContext: SpanContext | undefined;
  /** That of Lambda's own segment. */
  readonly root: string | undefined;
  /** Whether it stands in for a trace id of the span that X-Ray would take. */
  readonly borrowsRoot: boolean;
  readonly entries: readonly Entry[];
  readonly text: string;
}
