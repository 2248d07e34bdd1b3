import { diag } from '@opentelemetry/api';
import { type Pending, together } from '../shared/pending.js';
import { deadlineOf } from './deadline-guard.js';
import type { LambdaContext } from './lambda-context.js';

/** Why an invocation is flushed: it answered, it failed, it is about to be killed, or the process is about to end. */
export type FlushReason = 'end' | 'error' | 'deadline' | 'exit';

export type FlushListener = (reason: FlushReason) => void | Promise<void>;

/**
 * A place for one kind of state on an Invocation. Whoever needs per-invocation state makes a slot once, at module or
 * instance level, and asks the current Invocation for its value: overlapping invocations are isolated by construction.
 */
export interface Slot<T> {
  readonly name: string;
  readonly create: (invocation: Invocation) => T;
}

export function createSlot<T>(name: string, create: (invocation: Invocation) => T): Slot<T> {
  return { name, create };
}

export interface InvocationInit {
  readonly event: unknown;
  readonly lambdaContext: LambdaContext | undefined;
  readonly coldStart: boolean;
  /** Milliseconds since the epoch at which Lambda ends the invocation. */
  readonly deadline: number | undefined;
  /** Where a streaming handler writes its response. */
  readonly responseStream?: unknown;
}

/** What a function was called with that runs in an invocation. */
export interface InvocationCall {
  readonly event: unknown;
  readonly lambdaContext: LambdaContext | undefined;
  readonly responseStream?: unknown;
}

/** What is known of one invocation, and the state that utilities keep for its duration. */
export class Invocation {
  /** The event as the next utility and the handler will see it: a utility may replace it. */
  event: unknown;
  /** What Lambda passed to the handler; undefined where it passed none, as in a test. */
  readonly lambdaContext: LambdaContext | undefined;
  /** Whether it is the first of its execution environment, and had to wait for it to start. */
  readonly coldStart: boolean;
  /** Milliseconds since the epoch at which Lambda ends the invocation; undefined outside Lambda. */
  readonly deadline: number | undefined;
  /** Where a streaming handler writes its response; undefined for any other handler. */
  readonly responseStream: unknown;
  /** The Invocation whose state this one shares; undefined where it has its own. */
  #original: Invocation | undefined;
  #slots: Map<Slot<unknown>, unknown> | undefined;
  #listeners: FlushListener[] | undefined;
  #handlerCalled = false;

  constructor(init: InvocationInit) {
    this.event = init.event;
    this.lambdaContext = init.lambdaContext;
    this.coldStart = init.coldStart;
    this.deadline = init.deadline;
    this.responseStream = init.responseStream;
  }

  /**
   * Whether the handler was called. Where it is false after `next()`, a utility further in has answered in its place: with
   * a stored response, with a refusal.
   */
  get handlerCalled(): boolean {
    return (this.#original ?? this).#handlerCalled;
  }

  /** Says that the handler is called now: by whoever calls it. */
  noteHandlerCall(): void {
    (this.#original ?? this).#handlerCalled = true;
  }

  /** The same invocation, with the same state, for a function in it that was called with something else. */
  calledWith({ event, lambdaContext = this.lambdaContext, responseStream }: InvocationCall): Invocation {
    const { coldStart, deadline = deadlineOf(lambdaContext) } = this;
    const called = new Invocation({ event, lambdaContext, coldStart, deadline, responseStream });
    called.#original = this.#original ?? this;
    return called;
  }

  /** The state kept under `slot`, made at first need. */
  get<T>(slot: Slot<T>): T {
    if (this.#original) return this.#original.get(slot);
    const kept = this.peek(slot);
    if (kept !== undefined) return kept;
    const created = slot.create(this);
    this.#slots ??= new Map();
    this.#slots.set(slot, created);
    return created;
  }

  /** The state kept under `slot`, if there is any yet. */
  peek<T>(slot: Slot<T>): T | undefined {
    // The only writer is `get`: under a slot there is only ever what that slot created.
    return (this.#original ?? this).#slots?.get(slot) as T | undefined;
  }

  /** Calls `listener` whenever the invocation is flushed: last chance to hand over what is buffered. */
  onFlush(listener: FlushListener): void {
    const owner = this.#original ?? this;
    owner.#listeners ??= [];
    owner.#listeners.push(listener);
  }

  /** Runs every flush listener; one that fails is reported and keeps no other from running. */
  notifyFlush(reason: FlushReason): Pending {
    const listeners = (this.#original ?? this).#listeners;
    return listeners && together(listeners.map((listener) => notify(listener, reason)));
  }
}

function notify(listener: FlushListener, reason: FlushReason): Pending {
  try {
    return listener(reason)?.catch(reportListenerFailure);
  } catch (error) {
    return reportListenerFailure(error);
  }
}

function reportListenerFailure(error: unknown): undefined {
  diag.error('otel-powertools: a flush listener failed; what it had buffered may be lost.', error);
}
