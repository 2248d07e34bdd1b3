import { type Context, context, diag, ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { Pending } from '../shared/pending.js';
import { once } from '../shared/process-state.js';
import type { Trigger } from '../triggers/trigger.js';
import { beginInvocation } from './begin-invocation.js';
import { forgetColdStart } from './cold-start.js';
import { isStrayContext } from './context/context-manager.js';
import { ABANDONED_AFTER_MILLIS, firstAlarmIn, nextAlarmIn } from './deadline-guard.js';
import { onSuspension, readDurable } from './durable-context.js';
import { ExitGuard } from './exit-guard.js';
import { type FlushReason, Invocation } from './invocation.js';
import { observeResponseStream, recordStream, type StreamObservation, type StreamOutcome } from './response-stream.js';
import type { ReadCall, RunCall } from './run-call.js';
import { contextWithInvocation, invocationOf, isOf, processInvocation } from './scope.js';
import { recordResult } from './span/invocation-span.js';
import type { Step } from './utility.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    exitGuard: ExitGuard<Run>;
  }
}

/** Hands over what one signal (traces, metrics or logs) has gathered for an invocation. */
export type SignalFlush = (invocation: Invocation, reason: FlushReason) => Pending;

/** What telemetry does round a handler. Made once for each way to wrap one, and asked in each invocation. */
export interface RunPlan {
  /** The signal that is to be flushed; undefined where `flush` flushes all there are. */
  readonly signal: SignalFlush | undefined;
  /** How long before the deadline what there is goes out; 0 for never, undefined for the default. */
  readonly deadlineMarginMillis: number | undefined;
  /** Flushes an invocation: those of its signals that were asked for. Never throws or rejects. */
  flush(invocation: Invocation, reason: FlushReason, signals: readonly SignalFlush[]): Pending;
  /** Starts the span of the invocation, where there is to be one: sets `span`, `trigger` and `active` of `run`. */
  open?(run: Run): void;
  /** Records what the handler threw on the span that `open` has started. */
  recordFailure?(span: Span, error: unknown): void;
}

const NO_SIGNALS: readonly SignalFlush[] = [];

/**
 * Runs an invocation from its beginning to its last flush. Whoever runs it first has begun it, and ends it: a wrapper, a
 * middleware or a decorator further in joins it. Gives what `step` gives, its error too; never throws.
 */
export function runInvocation(plan: RunPlan, step: Step, call: RunCall): Promise<unknown> {
  const read = readDurable(call);
  try {
    return call.lambdaContext && isStrayContext(call.lambdaContext)
      ? context.with(ROOT_CONTEXT, start, undefined, plan, step, read)
      : start(plan, step, read);
  } catch (error) {
    diag.error('otel-powertools: the invocation could not be followed; the handler runs without telemetry.', error);
    return callAsync(step, new Invocation({ coldStart: false, deadline: undefined, ...read }));
  }
}

/** Has what ends between two invocations flushed, should the process end there. */
export function guardProcess(plan: RunPlan): void {
  const { running } = exitGuard();
  const whole = processInvocation();
  const run = running.get(whole);
  if (run) run.join(plan);
  else running.set(whole, new Run(plan, whole, undefined, context.active()));
}

function start(plan: RunPlan, step: Step, call: ReadCall): Promise<unknown> {
  const base = context.active();
  const found = invocationOf(base);
  const outer = found && isOf(found, call.lambdaContext) ? runOf(found) : undefined;
  if (!found || !outer) return begin(plan, step, call, base);
  const opens = plan.open !== undefined && !outer.hasSpan;
  // A wrapper inside a wrapper: an invocation of its own, of which Lambda does not know.
  if (!opens && plan.signal === undefined && outer.isWhole) return begin(plan, step, call, base);
  outer.join(plan);
  const invocation = found.calledWith(call);
  if (!opens) return callAsync(step, invocation);
  const run = new Run(plan, found, outer, base, call);
  return context.with(run.active, proceed, undefined, run, step, invocation);
}

/** The run of an invocation that is under way, also for one record of its batch. */
function runOf(invocation: Invocation): Run | undefined {
  const { running } = exitGuard();
  return running.get(invocation) ?? (invocation.outer && running.get(invocation.outer));
}

function begin(plan: RunPlan, step: Step, call: ReadCall, base: Context): Promise<unknown> {
  const invocation = beginInvocation(call);
  const run = new Run(plan, invocation, undefined, base, call);
  return context.with(run.active, proceed, undefined, run, step, invocation);
}

async function callAsync(step: Step, invocation: Invocation): Promise<unknown> {
  return step(invocation);
}

async function proceed(run: Run, step: Step, invocation: Invocation): Promise<unknown> {
  run.guard();
  let reason: FlushReason = 'end';
  try {
    const result = await step(invocation);
    run.recordResult(result, run.stream && (await run.stream.over));
    return result;
  } catch (error) {
    reason = 'error';
    run.recordFailure(error);
    throw error;
  } finally {
    const ending = run.end(reason);
    if (ending) await ending;
  }
}

/** An invocation under way. A second one of the same invocation is there for its span alone. */
export class Run {
  /** What is run, or the record of its batch that this is in. */
  readonly invocation: Invocation;
  /** In force while the handler runs: carries the Invocation, its span and its baggage. */
  active: Context;
  /** The span of the invocation, where this run has started it. */
  span: Span | undefined;
  /** Where the event comes from, if a span was started for it. */
  trigger: Trigger | undefined;
  /** Whether the invocation has its span, or was found to need none. */
  hasSpan = false;
  /** What is observed of the response, where the handler streams it. */
  readonly stream: StreamObservation | undefined;
  /** The run that has begun the invocation, and ends it; undefined where this one has. */
  readonly #outer: Run | undefined;
  readonly #plan: RunPlan;
  #flushPlan: RunPlan;
  #signals: readonly SignalFlush[];
  /** See `RunCall`. */
  readonly isOver: RunCall['isOver'] | undefined;
  #alarm: NodeJS.Timeout | undefined;
  /** Where it is told of the end of the process. */
  #running: Map<Invocation, Run> | undefined;
  #hasEnded = false;
  /** Whether the alarm that is set is the last one: should it ring, nobody will end this. */
  #isAbandoned = false;

  /**
   * @param outer - The run that has begun the invocation, if it is not this one.
   * @param base - The context to begin in.
   * @param call - What begins the invocation; undefined for the process, which nothing does.
   */
  constructor(plan: RunPlan, invocation: Invocation, outer: Run | undefined, base: Context, call?: ReadCall) {
    this.invocation = invocation;
    this.active = base;
    this.stream = call?.responseStream && observeResponseStream(call.responseStream);
    this.#outer = outer;
    this.#plan = plan;
    this.#flushPlan = plan;
    this.#signals = plan.signal ? [plan.signal] : NO_SIGNALS;
    this.isOver = call?.isOver;
    if (!call) return;
    if (plan.open) {
      plan.open(this);
      this.hasSpan = true;
      if (outer) outer.hasSpan = true;
    }
    if (this.active === base && !outer && !call.isDetached) this.active = contextWithInvocation(base, invocation);
  }

  /** Whether all signals are flushed at the end. */
  get isWhole(): boolean {
    return this.#flushPlan.signal === undefined;
  }

  /** Has the last flush of the invocation flush what `plan` does. */
  join(plan: RunPlan): void {
    if (plan.signal === undefined) this.#flushPlan = plan;
    else if (!this.#signals.includes(plan.signal)) this.#signals = [...this.#signals, plan.signal];
  }

  /** Has the invocation flushed should it, or the process, end before the handler does. */
  guard(): void {
    const { durableContext } = this.invocation;
    if (durableContext) onSuspension(durableContext, () => this.end('end'));
    if (this.#outer) return;
    if (this.#plan.signal) guardProcess(this.#plan);
    this.#running = exitGuard().running;
    this.#running.set(this.invocation, this);
    const millis = firstAlarmIn(this.invocation.deadline, this.#plan.deadlineMarginMillis);
    if (millis !== undefined) this.#setAlarm(millis);
  }

  // Spans of a provider that is not ours may throw: that is not the handler's affair.

  recordResult(result: unknown, streamed: StreamOutcome | undefined): void {
    if (!this.span || !this.trigger) return;
    try {
      if (streamed) recordStream(this.span, this.trigger, streamed);
      // What Middy answered in place of the handler need not be known.
      else if (result !== undefined || this.invocation.handlerCalled) recordResult(this.span, this.trigger, result);
    } catch (error) {
      diag.error('otel-powertools: the result could not be put on the span of the invocation.', error);
    }
  }

  recordFailure(thrown: unknown): void {
    if (!this.span || !this.trigger) return;
    try {
      if (this.stream) recordStream(this.span, this.trigger, this.stream.soFar());
      this.#plan.recordFailure?.(this.span, thrown);
    } catch (error) {
      diag.error('otel-powertools: the error could not be put on the span of the invocation.', error);
    }
  }

  /** The handler is done, or will never be: ends the span, hands over what there is, and is over. Only the first time. */
  end(reason: FlushReason): Pending {
    if (this.#hasEnded) return undefined;
    this.#hasEnded = true;
    this.#endSpan();
    // Who has begun it raises the alarms, and flushes.
    if (this.#outer) return undefined;
    clearTimeout(this.#alarm);
    const flushing = this.flush(reason);
    if (flushing) return flushing.finally(() => this.#leave());
    this.#leave();
    return undefined;
  }

  #endSpan(): void {
    try {
      this.span?.end();
    } catch (error) {
      diag.error('otel-powertools: the span of the invocation could not be ended.', error);
    }
  }

  /** Nothing is to be flushed for it any more. */
  #leave(): void {
    const { invocation } = this;
    this.#running?.delete(invocation);
    if (invocation.coldStart && invocation.lambdaContext) forgetColdStart(invocation.lambdaContext);
  }

  /** The process is about to end. */
  exit(): Pending {
    return context.with(this.active, () => this.flush('exit'));
  }

  abandon(): Pending {
    const flushing = this.exit();
    // Nothing has begun the one that stands for the whole process, and nothing ends it.
    if (this.invocation !== processInvocation()) {
      clearTimeout(this.#alarm);
      this.#leave();
    }
    return flushing;
  }

  /** Hands over what the invocation has gathered. */
  flush(reason: FlushReason): Pending {
    return this.#flushPlan.flush(this.invocation, reason, this.#signals);
  }

  #setAlarm(millis: number): void {
    this.#alarm = setTimeout(onAlarm, millis, this).unref();
  }

  /** The deadline is near. */
  alarm(deadline: number): void {
    if (this.#isAbandoned) {
      this.#leave();
      return;
    }
    const next = nextAlarmIn(deadline);
    this.#isAbandoned = next === undefined;
    this.#setAlarm(next ?? ABANDONED_AFTER_MILLIS);
    void this.flush('deadline');
  }
}

function onAlarm(run: Run): void {
  if (run.invocation.deadline !== undefined) run.alarm(run.invocation.deadline);
}

/** What runs in this process, whichever copy of the package runs it. */
function exitGuard(): ExitGuard<Run> {
  return once('exitGuard', createExitGuard);
}

function createExitGuard(): ExitGuard<Run> {
  return new ExitGuard();
}
