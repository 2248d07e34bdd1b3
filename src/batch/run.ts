import { context } from '@opentelemetry/api';
import { asObject } from '../shared/unknown.js';
import { RecordTimeoutError, SqsFifoMessageGroupShortCircuitError, SqsFifoShortCircuitError } from './errors.js';
import type { BatchSource } from './sources.js';
import { BatchTelemetry, type RecordOutcome, type RecordScope } from './telemetry.js';
import type { BatchRunOptions } from './types.js';

/** What became of a record: what its handler returned, or why it failed; and the record. */
export type Processed = ['success', unknown, unknown] | ['fail', string, unknown];

/** What a failure leaves for a later batch: nothing, the records of its group, or all that follow. */
export type BatchOrder = 'none' | 'group' | 'batch';

/** Who processes the records of a batch, and keeps what became of them. */
export interface RecordProcessor<TRecord, TProcessed extends Processed> {
  /** What failed is what it returns: it throws only where it cannot process anything. */
  process(record: TRecord): Promise<TProcessed> | TProcessed;
  /** Notes that a record failed. */
  fail(record: TRecord, error: Error): TProcessed;
  /** The error behind a failure, where it is known; behind a success, that of a record that was given up for good. */
  errorOf(processed: TProcessed): Error | undefined;
}

export interface BatchPlan<TRecord> {
  readonly source: BatchSource;
  readonly records: readonly TRecord[];
  readonly order: BatchOrder;
  readonly concurrency: number;
  /** Milliseconds since the epoch at which the invocation ends. */
  readonly deadline: number | undefined;
  readonly options: BatchRunOptions | undefined;
}

const LONGEST_MARGIN_MILLIS = 500;
const MARGIN_SHARE = 0.1;

/** One batch under way: which records are begun, and which are done. */
export class BatchRun<TRecord, TProcessed extends Processed> {
  readonly #plan: BatchPlan<TRecord>;
  readonly #processor: RecordProcessor<TRecord, TProcessed>;
  readonly #telemetry: BatchTelemetry;
  /** Of each record: undefined until it is begun, its scope until it is done, then what it came to. */
  readonly #states: (RecordScope | TProcessed | undefined)[];
  readonly #counts: Record<RecordOutcome, number> = {
    success: 0,
    given_up: 0,
    failure: 0,
    timeout: 0,
    not_begun: 0,
  };
  readonly #stopped = new Set<string>();
  /** Milliseconds since the epoch by which the batch is answered. */
  readonly #answerBy: number;
  /** How long the slowest record took, in milliseconds. */
  #slowest = 0;
  /** Whether that counts: not where all are begun at once. */
  #isTimed = true;
  /** How many records are processed at the same time, and are not done for good. */
  #lanes = 0;
  #next = 0;
  #over = false;

  constructor(plan: BatchPlan<TRecord>, processor: RecordProcessor<TRecord, TProcessed>) {
    this.#plan = plan;
    this.#processor = processor;
    this.#telemetry = new BatchTelemetry(plan.source, plan.records);
    this.#states = new Array(plan.records.length);
    this.#answerBy = answerBy(plan.deadline, plan.options?.deadlineMarginMillis);
  }

  /** What the records came to, in their order; those that a failure before them stopped are not among it. */
  run(): Promise<TProcessed[]> {
    const { concurrency, order, records } = this.#plan;
    const groups = order === 'group' && concurrency > 1 ? this.#groups() : undefined;
    const count = groups ? groups.length : records.length;
    this.#lanes = Math.min(concurrency, count);
    const isLimited = this.#answerBy !== Number.POSITIVE_INFINITY;
    this.#isTimed = isLimited && (groups !== undefined || concurrency < count);
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const conclude = (): void => {
        if (this.#over) return;
        clearTimeout(timer);
        try {
          resolve(this.#finish());
        } catch (error) {
          reject(error);
        }
      };
      // Whatever still runs then is waited for no longer.
      if (isLimited) timer = setTimeout(conclude, this.#answerBy - Date.now());
      if (count === 0) conclude();
      for (let free = this.#lanes; free > 0; free--) void this.#lane(groups, count, conclude, reject);
    });
  }

  runSync(): TProcessed[] {
    for (let index = 0; index < this.#states.length; index++) {
      const scope = this.#begin(index);
      if (!scope) continue;
      const begun = Date.now();
      // A synchronous processor processes a record in the call.
      this.#settle(index, scope, begun, this.#process(index, scope) as TProcessed);
    }
    return this.#finish();
  }

  /** Processes one record after the other, or one group of them, as long as there are any. The last one out concludes. */
  async #lane(
    groups: readonly (readonly number[])[] | undefined,
    count: number,
    conclude: () => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    try {
      while (this.#next < count) {
        const next = this.#next++;
        const group = groups?.[next];
        for (let position = 0; position < (group ? group.length : 1); position++) {
          const index = group?.[position] ?? next;
          const scope = this.#begin(index);
          if (!scope) continue;
          const begun = this.#isTimed ? Date.now() : 0;
          this.#settle(index, scope, begun, await this.#process(index, scope));
        }
      }
    } catch (error) {
      // Not of a record, whose error is what it came to: nothing can be processed this way.
      reject(error);
    }
    if (--this.#lanes === 0) conclude();
  }

  /** The indexes of the records of each group. A record without a group has one of its own. */
  #groups(): number[][] {
    const groups = new Map<unknown, number[]>();
    for (const [index] of this.#plan.records.entries()) {
      const name = this.#groupOf(index) ?? index;
      const group = groups.get(name);
      if (group) group.push(index);
      else groups.set(name, [index]);
    }
    return [...groups.values()];
  }

  #process(index: number, scope: RecordScope): Promise<TProcessed> | TProcessed {
    const record = this.#recordAt(index);
    if (!scope.context) return this.#processor.process(record);
    return context.with(scope.context, this.#processor.process, this.#processor, record);
  }

  /** Begins a record, unless it is to be left for a later batch. */
  #begin(index: number): RecordScope | undefined {
    if (this.#over || !this.#isTimeLeft()) return undefined;
    const { order } = this.#plan;
    if (order === 'batch' && this.#counts.failure > 0) return undefined;
    if (order === 'group' && this.#stopped.size > 0 && this.#stopped.has(this.#groupOf(index) ?? '')) {
      this.#states[index] = this.#leave(index, new SqsFifoMessageGroupShortCircuitError());
      return undefined;
    }
    const scope = this.#telemetry.begin(index);
    this.#states[index] = scope;
    return scope;
  }

  /** Whether there is time for as long as the slowest record took. */
  #isTimeLeft(): boolean {
    return this.#answerBy === Number.POSITIVE_INFINITY || Date.now() + this.#slowest < this.#answerBy;
  }

  #settle(index: number, scope: RecordScope, begun: number, processed: TProcessed): void {
    // Too late: it was reported as failed, and that was answered.
    if (this.#over) return;
    if (this.#isTimed) this.#slowest = Math.max(this.#slowest, Date.now() - begun);
    this.#states[index] = processed;
    const error = this.#processor.errorOf(processed);
    if (processed[0] === 'success') {
      this.#counts[error ? 'given_up' : 'success']++;
      this.#telemetry.end(scope, error);
      return;
    }
    this.#counts.failure++;
    this.#telemetry.end(scope, error ?? new Error(processed[1]));
    const group = this.#plan.order === 'group' ? this.#groupOf(index) : undefined;
    if (group !== undefined) this.#stopped.add(group);
  }

  #leave(index: number, error: Error): TProcessed {
    this.#counts.not_begun++;
    return this.#processor.fail(this.#recordAt(index), error);
  }

  /** Reports what was not begun and what is not done. */
  #finish(): TProcessed[] {
    this.#over = true;
    const results: TProcessed[] = [];
    const stopped = this.#plan.order === 'batch' && this.#counts.failure > 0;
    for (let index = 0; index < this.#states.length; index++) {
      const state = this.#states[index];
      if (Array.isArray(state)) results.push(state);
      else if (state) results.push(this.#abandon(index, state));
      else if (stopped) this.#leave(index, new SqsFifoShortCircuitError());
      else results.push(this.#leave(index, new RecordTimeoutError(false)));
    }
    this.#telemetry.conclude(this.#counts, this.#plan.options);
    return results;
  }

  #abandon(index: number, scope: RecordScope): TProcessed {
    this.#counts.timeout++;
    const error = new RecordTimeoutError(true);
    this.#telemetry.end(scope, error);
    return this.#processor.fail(this.#recordAt(index), error);
  }

  #groupOf(index: number): string | undefined {
    return this.#plan.source.groupOf(asObject(this.#recordAt(index)) ?? {});
  }

  #recordAt(index: number): TRecord {
    // Only indexes of records come here; what is there may still be anything.
    return this.#plan.records[index] as TRecord;
  }
}

function answerBy(deadline: number | undefined, margin: number | undefined): number {
  const remaining = deadline === undefined || margin === 0 ? 0 : deadline - Date.now();
  // A context made for a test may have no time left, and nothing ends it.
  if (deadline === undefined || !(remaining > 0)) return Number.POSITIVE_INFINITY;
  return deadline - Math.min(margin ?? Math.min(LONGEST_MARGIN_MILLIS, remaining * MARGIN_SHARE), remaining / 2);
}
