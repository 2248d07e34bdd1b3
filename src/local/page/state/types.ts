import type { HistoryLimits } from '../../session/bounded-history.js';
import type { InvocationSummary } from '../../session/invocation-entry.js';
import type { LoadState, Notice, RunningSummary } from '../../session/session.js';

export type { TableOverview, TablePage } from '../../page-server/tables.js';
export type { ExplainedError } from '../../session/failure-explanation.js';
export type { EntryLog, InvocationEntry, InvocationSummary } from '../../session/invocation-entry.js';
export type { MetricsOverview, Series } from '../../session/metric-series.js';
export type { MapEdge, MapNode } from '../../session/service-map.js';
export type { SessionLog } from '../../session/session-logs.js';
export type { SourceExcerpt, StackFrame } from '../../session/stack-frames.js';
export type { LoadState, Notice, RunningSummary };

interface FunctionInfo {
  readonly name: string;
  readonly handler: string;
  readonly timeoutMillis: number;
  readonly memorySize: number;
  /** Names only. */
  readonly variables: readonly string[];
}

/** What `/api/session` gives. */
export interface SessionInfo {
  readonly url: string;
  readonly cwd: string;
  readonly functions: readonly FunctionInfo[];
  readonly routes: readonly { readonly functionName: string; readonly method: string; readonly path: string }[];
  readonly history: HistoryLimits;
  readonly dropped: number;
  readonly bytes: number;
  readonly invocations: readonly InvocationSummary[];
  readonly running: readonly RunningSummary[];
  readonly notices: readonly Notice[];
  readonly loadProblems: readonly LoadState[];
}

export interface SampleEvent {
  readonly name: string;
  readonly event: unknown;
}
