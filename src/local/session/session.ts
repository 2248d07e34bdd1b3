import type { FunctionFailure, InvocationReport } from '../report.js';
import { BoundedHistory, type HistoryLimits } from './bounded-history.js';
import { explainLoadFailure, type FailureExplanation } from './failure-explanation.js';
import { type InvocationEntry, type InvocationSummary, summaryOf, toEntry } from './invocation-entry.js';
import { MetricSeries } from './metric-series.js';
import { relatedTo } from './producer-links.js';
import { ServiceMap } from './service-map.js';

/** An invocation that has begun and is not over. */
export interface RunningSummary {
  readonly requestId: string;
  readonly functionName: string;
  readonly trigger: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
}

/** Something that happened outside of any invocation: a source changed, a process ended. */
export interface Notice {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

export interface SessionListener {
  started(running: RunningSummary): void;
  finished(summary: InvocationSummary): void;
  /** The oldest invocations are no longer kept. */
  dropped(requestIds: readonly string[], total: number): void;
  noticed(notice: Notice): void;
  /** A function's code was loaded again, or could not be. */
  loaded(load: LoadState): void;
}

/** Whether the code of a function can be loaded. */
export interface LoadState {
  readonly functionName: string;
  /** Why it cannot be; undefined where it can. */
  readonly problem: FailureExplanation | undefined;
}

export const DEFAULT_HISTORY: HistoryLimits = { count: 1000, bytes: 64 * 1024 * 1024 };

const NOTICES_KEPT = 100;

/** What has happened since the local Lambda was started, as much of it as the limits of the history allow. */
export class Session {
  readonly metrics = new MetricSeries();
  readonly map = new ServiceMap();
  readonly #history: BoundedHistory;
  readonly #summaries = new Map<string, InvocationSummary>();
  readonly #running = new Map<string, RunningSummary>();
  readonly #notices: Notice[] = [];
  readonly #loads = new Map<string, LoadState>();
  readonly #listeners = new Set<SessionListener>();
  #sequence = 0;

  constructor(limits: HistoryLimits) {
    this.#history = new BoundedHistory(limits);
  }

  get summaries(): readonly InvocationSummary[] {
    return [...this.#summaries.values()];
  }

  get running(): readonly RunningSummary[] {
    return [...this.#running.values()];
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Functions whose code cannot be loaded. */
  get loadProblems(): readonly LoadState[] {
    return [...this.#loads.values()].filter(({ problem }) => problem !== undefined);
  }

  get dropped(): number {
    return this.#history.dropped;
  }

  get bytes(): number {
    return this.#history.bytes;
  }

  begin(running: RunningSummary): void {
    this.#running.set(running.requestId, running);
    for (const listener of this.#listeners) listener.started(running);
  }

  /** Takes the report of an invocation. Returns everything about it as JSON, in one line. */
  end(report: InvocationReport): string {
    this.#running.delete(report.requestId);
    this.#sequence += 1;
    const entry = toEntry(report, this.#sequence);
    const summary = summaryOf(entry);
    const text = JSON.stringify(entry);
    const dropped = this.#history.add(report.requestId, text);
    this.#summaries.set(report.requestId, summary);
    for (const requestId of dropped) this.#summaries.delete(requestId);
    this.metrics.add(report.metrics, report.startTime);
    this.map.add(entry);
    for (const listener of this.#listeners) {
      listener.finished(summary);
      if (dropped.length > 0) listener.dropped(dropped, this.#history.dropped);
    }
    return text;
  }

  notice(text: string): void {
    const notice = { time: Date.now(), text };
    this.#notices.push(notice);
    if (this.#notices.length > NOTICES_KEPT) this.#notices.shift();
    for (const listener of this.#listeners) listener.noticed(notice);
  }

  /** A function's code was loaded; `failure` says why it could not be. */
  loaded(functionName: string, failure: FunctionFailure | undefined): void {
    const load = { functionName, problem: failure && explainLoadFailure(failure) };
    this.#loads.set(functionName, load);
    for (const listener of this.#listeners) listener.loaded(load);
  }

  /** Everything about an invocation as JSON; undefined for one that is not kept. */
  entry(requestId: string): Buffer | undefined {
    return this.#history.get(requestId);
  }

  /** The other invocations that belong to the same story: of the same trace, or linked to it. */
  related(requestId: string): InvocationEntry[] {
    const summary = this.#summaries.get(requestId);
    const related = summary ? relatedTo(summary, this.summaries) : [];
    return related.flatMap((other) => {
      const text = this.entry(other.requestId);
      return text ? [JSON.parse(text.toString('utf8'))] : [];
    });
  }

  /** Everything that is kept, one JSON text each, the oldest first. */
  entries(): readonly Buffer[] {
    return this.#history.values();
  }

  /** Tells of what happens from now on. Returns what ends that. */
  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
