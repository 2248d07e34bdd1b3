import { diag } from '@opentelemetry/api';
import { type Pending, together } from '../shared/pending.js';
import { deadlineOf } from './deadline-guard.js';
import { type DurableContext, isReplaying } from './durable-context.js';
import type { LambdaContext } from './lambda-context.js';

/** Why an invocation is flushed: it answered, it failed, it is about to be killed, or the process is about to end. */
export type FlushReason = 'end' | 'error' | 'deadline' | 'exit';

/** Called when an invocation is flushed; what it returns is waited for. */
export type FlushListener = (reason: FlushReason) => void | Promise<void>;

/**
 * A place for one kind of state on an Invocation. Whoever needs per-invocation state makes a slot once, at module or
 * instance level, and asks the current Invocation for its value: overlapping invocations are isolated by construction.
 */
export interface Slot<T> {
  /** What the state is called: one word, for messages. */
  readonly name: string;
  /** Makes the state of an invocation, when it is first asked for. */
  readonly create: (invocation: Invocation) => T;
  /** Whether each record of a batch has its own. */
  readonly perRecord: boolean;
}

/** Makes a slot: once, at module or instance level. */
export function createSlot<T>(
  name: string,
  create: (invocation: Invocation) => T,
  options: { readonly perRecord?: boolean } = {},
): Slot<T> {
  return { name, create, perRecord: options.perRecord === true };
}

export interface InvocationInit {
  /** What Lambda called the function with. */
  readonly event: unknown;
  /** The context that Lambda called the function with; undefined outside of it. */
  readonly lambdaContext: LambdaContext | undefined;
  /** Whether it is the first invocation of its execution environment, and had to wait for it. */
  readonly coldStart: boolean;
  /** Milliseconds since the epoch at which Lambda ends the invocation. */
  readonly deadline: number | undefined;
  /** Where a streaming handler writes its response. */
  readonly responseStream?: unknown;
  /** What a durable function's handler is called with in place of the context; undefined for any other. */
  readonly durableContext?: DurableContext | undefined;
}

/** What a function was called with that runs in an invocation. */
export interface InvocationCall {
  /** What Lambda called the function with. */
  readonly event: unknown;
  /** The context that Lambda called the function with; undefined outside of it. */
  readonly lambdaContext: LambdaContext | undefined;
  /** Where a streaming handler writes its response. Absent for all others. */
  readonly responseStream?: unknown;
  /** What a durable function's handler is called with in place of the context. Absent for any other. */
  readonly durableContext?: DurableContext | undefined;
}

/** What is known of one invocation, or of one record of its batch, and the state that utilities keep for its duration. */
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
  /** Where this is one record of a batch: the invocation that processes it. */
  readonly outer: Invocation | undefined;
  /** What tells one record of a batch from the others: on its log lines, and with its metrics. */
  readonly keys: Readonly<Record<string, unknown>> | undefined;
  #slots: Map<Slot<unknown>, unknown> | undefined;
  #listeners: FlushListener[] | undefined;
  #records: Set<Invocation> | undefined;
  /** Whose state this one shows; undefined where it has its own. */
  #original: Invocation | undefined;
  #durableContext: DurableContext | undefined;
  #handlerCalled = false;

  constructor(init: InvocationInit, outer?: Invocation, keys?: Readonly<Record<string, unknown>>) {
    this.event = init.event;
    this.lambdaContext = init.lambdaContext;
    this.coldStart = init.coldStart;
    this.deadline = init.deadline;
    this.responseStream = init.responseStream;
    this.#durableContext = init.durableContext;
    this.outer = outer;
    this.keys = keys;
  }

  /**
   * Whether the handler was called. Where it is false after `next()`, a utility further in has answered in its place: with
   * a stored response, with a refusal.
   */
  get handlerCalled(): boolean {
    return (this.#original ?? this).#handlerCalled;
  }

  /** What a durable function's handler is called with in place of the context; undefined for any other. */
  get durableContext(): DurableContext | undefined {
    return (this.#original ?? this).#durableContext;
  }

  set durableContext(durableContext: DurableContext | undefined) {
    (this.#original ?? this).#durableContext = durableContext;
  }

  /** Whether a durable function goes again over what an earlier invocation has said and measured already. */
  get isReplaying(): boolean {
    const { durableContext } = this;
    return durableContext !== undefined && isReplaying(durableContext);
  }

  /** Says that the handler is called now: by whoever calls it. */
  noteHandlerCall(): void {
    (this.#original ?? this).#handlerCalled = true;
  }

  /** The same invocation, with the same state, for a function in it that was called with something else. */
  calledWith({
    event,
    lambdaContext = this.lambdaContext,
    responseStream,
    durableContext,
  }: InvocationCall): Invocation {
    const { coldStart, deadline = deadlineOf(lambdaContext), outer, keys } = this;
    const init = { event, lambdaContext, coldStart, deadline, responseStream };
    const called = new Invocation(init, outer, keys);
    called.#original = this.#original ?? this;
    // Who has begun the invocation, round what makes the durable context, could not know of it.
    called.durableContext ??= durableContext;
    return called;
  }

  /** The state kept under `slot`, made at first need. A record of a batch shares it with the others, unless it is per record. */
  get<T>(slot: Slot<T>): T {
    if (this.#original) return this.#original.get(slot);
    if (this.outer && !slot.perRecord) return this.outer.get(slot);
    const kept = this.peek(slot);
    if (kept !== undefined) return kept;
    const created = slot.create(this);
    this.#slots ??= new Map();
    this.#slots.set(slot, created);
    return created;
  }

  /** The state kept under `slot`, if there is any yet. */
  peek<T>(slot: Slot<T>): T | undefined {
    if (this.#original) return this.#original.peek(slot);
    if (this.outer && !slot.perRecord) return this.outer.peek(slot);
    // The only writer is `get`: under a slot there is only ever what that slot created.
    return this.#slots?.get(slot) as T | undefined;
  }

  /**
   * Begins one record of the batch that is the event: log keys, metrics and whatever else is per record begin as they
   * are here, and then go their own way. What is begun has to be ended with `endRecord`.
   */
  beginRecord(keys?: Readonly<Record<string, unknown>>): Invocation {
    return new Invocation(this, this.#original ?? this, keys);
  }

  /** Ends a record: what is buffered for it is handed over. Telling it twice is telling it once. */
  endRecord(reason: 'end' | 'error'): Pending {
    const flushing = this.#listeners && this.notifyFlush(reason);
    if (this.outer) this.outer.#records?.delete(this);
    return flushing;
  }

  /** Milliseconds until Lambda ends the invocation; `Infinity` outside Lambda. */
  millisLeft(): number {
    return (this.deadline ?? Number.POSITIVE_INFINITY) - Date.now();
  }

  /** Calls `listener` whenever the invocation is flushed: last chance to hand over what is buffered. */
  onFlush(listener: FlushListener): void {
    if (this.#original) {
      this.#original.onFlush(listener);
      return;
    }
    this.#listeners ??= [];
    this.#listeners.push(listener);
    if (!this.outer) return;
    this.outer.#records ??= new Set();
    this.outer.#records.add(this);
  }

  /** Runs every flush listener; one that fails is reported and keeps no other from running. */
  notifyFlush(reason: FlushReason): Pending {
    if (this.#original) return this.#original.notifyFlush(reason);
    if (!this.#listeners && !this.#records) return undefined;
    const flushing = this.#listeners?.map((listener) => notify(listener, reason)) ?? [];
    // Records under way, of which a time-out or the end of the process leaves nothing.
    for (const record of this.#records ?? []) flushing.push(record.notifyFlush(reason));
    return together(flushing);
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
