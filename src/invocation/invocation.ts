import { diag } from '@opentelemetry/api';
import { type Pending, together } from '../shared/pending.js';
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

/** What is known of one invocation, and the state that utilities keep for its duration. */
export class Invocation {
  /** The event as the next utility and the handler will see it: a utility may replace it. */
  event: unknown;
  readonly lambdaContext: LambdaContext | undefined;
  readonly coldStart: boolean;
  /** Milliseconds since the epoch at which Lambda ends the invocation; undefined outside Lambda. */
  readonly deadline: number | undefined;
  /** Where a streaming handler writes its response; undefined for any other handler. */
  readonly responseStream: unknown;
  readonly #slots = new Map<Slot<unknown>, unknown>();
  readonly #listeners: FlushListener[] = [];

  constructor(init: InvocationInit) {
    this.event = init.event;
    this.lambdaContext = init.lambdaContext;
    this.coldStart = init.coldStart;
    this.deadline = init.deadline;
    this.responseStream = init.responseStream;
  }

  /** The state kept under `slot`, made at first need. */
  get<T>(slot: Slot<T>): T {
    const kept = this.peek(slot);
    if (kept !== undefined) return kept;
    const created = slot.create(this);
    this.#slots.set(slot, created);
    return created;
  }

  /** The state kept under `slot`, if there is any yet. */
  peek<T>(slot: Slot<T>): T | undefined {
    // The only writer is `get`: under a slot there is only ever what that slot created.
    return this.#slots.get(slot) as T | undefined;
  }

  /** Milliseconds until Lambda ends the invocation; `Infinity` outside Lambda. */
  millisLeft(): number {
    return (this.deadline ?? Number.POSITIVE_INFINITY) - Date.now();
  }

  /** Calls `listener` whenever the invocation is flushed: last chance to hand over what is buffered. */
  onFlush(listener: FlushListener): void {
    this.#listeners.push(listener);
  }

  /** Runs every flush listener; one that fails is reported and keeps no other from running. */
  notifyFlush(reason: FlushReason): Pending {
    return together(this.#listeners.map((listener) => notify(listener, reason)));
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
