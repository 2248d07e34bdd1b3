import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { brand, hasBrand } from '../../shared/brand.js';
import { once } from '../../shared/process-state.js';
import { invocationOf } from '../scope.js';
import { givenTraceHeader } from '../trace-context/trace-header.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    contextManager: AsyncLocalStorageContextManager | undefined;
  }
}

const ENTERED = brand('EnteredContext');

/**
 * A context that is in force until it is left, and not for the duration of a callback. Code to which it does not belong may
 * find it: whoever called a hook of Middy goes on in what the hook has entered. So it knows its owner.
 */
export class EnteredContext {
  /** What is active for code that finds this; nothing once it was left for nothing. */
  context: Context | undefined;
  /** What Lambda passed as the context of the invocation; undefined where it was entered for whoever finds it. */
  readonly owner: unknown;
  /** What was found where it was entered first. */
  found: Context | EnteredContext | undefined;
  /** What Lambda said when it was entered outside of any invocation that somebody has begun. */
  readonly #traceHeader: string | undefined;

  get [ENTERED](): true {
    return true;
  }

  constructor(active: Context, owner: unknown) {
    this.context = active;
    this.owner = owner;
    this.#traceHeader = owner === undefined && !invocationOf(active) ? givenTraceHeader() : undefined;
  }

  /**
   * What is active for code that finds this. Lambda's runtime finds what its handler has entered and not left, and calls
   * the handler again in it: by then the trace is another one.
   */
  active(): Context | undefined {
    return this.#traceHeader === undefined || this.#traceHeader === givenTraceHeader() ? this.context : undefined;
  }
}

/**
 * An OpenTelemetry context manager over AsyncLocalStorage. `@opentelemetry/context-async-hooks` is CommonJS only, which
 * a stock ES module bundle cannot load.
 */
export class AsyncLocalStorageContextManager implements ContextManager {
  readonly #storage: AsyncLocalStorage<Context | EnteredContext>;

  constructor() {
    // An `import` of a built-in from an ES module reads every export of it; this does not.
    this.#storage = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
  }

  active(): Context {
    const stored = this.#storage.getStore();
    return (isEntered(stored) ? stored.active() : stored) ?? ROOT_CONTEXT;
  }

  /** Whether the active context was entered for another owner. */
  isStray(owner: unknown): boolean {
    const stored = this.#storage.getStore();
    return isEntered(stored) && stored.owner !== undefined && stored.owner !== owner;
  }

  /** Makes `entered` that of what follows in this asynchronous execution. */
  enter(entered: EnteredContext): void {
    entered.found = this.#storage.getStore();
    this.#storage.enterWith(entered);
  }

  /** The same in another execution that has come from where it was entered first: not in a callback with its own context. */
  enterAgain(entered: EnteredContext): void {
    if (this.#storage.getStore() === entered.found) this.#storage.enterWith(entered);
  }

  /** Makes `active` the context of what follows, for whom the context before it was entered. */
  replace(active: Context): void {
    const stored = this.#storage.getStore();
    this.#storage.enterWith(new EnteredContext(active, isEntered(stored) ? stored.owner : undefined));
  }

  /** Runs what is published with a message of a channel in the context that `contextOf` gives for the message, if any. */
  bindChannel(name: string, contextOf: (message: object) => Context | undefined): void {
    process
      .getBuiltinModule('node:diagnostics_channel')
      .channel(name)
      .bindStore(this.#storage, (message) => contextOf(Object(message)) ?? this.#storage.getStore());
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    // Without a closure where there is nothing to bind: this is on the path of every invocation.
    if (thisArg === undefined) return this.#storage.run(active, fn, ...args);
    return this.#storage.run(active, () => fn.call(thisArg, ...args));
  }

  bind<T>(active: Context, target: T): T {
    if (typeof target !== 'function') return target;
    const storage = this.#storage;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(active, () => Reflect.apply(target, this, args));
    };
    // A function stands in for a function of the same signature.
    return bound as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}

const PROBE = createContextKey('otel-powertools.probe');

/** Registers a context manager unless the user (or a layer) has registered one, which then is used. */
export function ensureContextManager(): void {
  ownManager();
}

/** Makes `active` the context of what follows. False where somebody else's context manager is registered: it cannot. */
export function enterContext(active: Context): boolean {
  ownManager()?.replace(active);
  return context.active() === active;
}

/**
 * Has what runs with a message of a diagnostics channel run in the context that `contextOf` gives for it, where it can: a
 * callback that somebody else's code calls finds its way back.
 */
export function bindChannel(name: string, contextOf: (message: object) => Context | undefined): void {
  ownManager()?.bindChannel(name, contextOf);
}

/** Whether contexts can be entered: not where somebody else's context manager is registered. */
export function canEnterContext(): boolean {
  return ownManager() !== undefined;
}

/** Makes `entered` that of what follows, where it can. */
export function enterUntilLeft(entered: EnteredContext): void {
  ownManager()?.enter(entered);
}

/** Makes `entered` that of what follows in an execution that has lost the way to it. */
export function enterAgain(entered: EnteredContext): void {
  ownManager()?.enterAgain(entered);
}

/** Whether the active context is that of another invocation than Lambda, or Middy, has called with `lambdaContext`. */
export function isStrayContext(lambdaContext: unknown): boolean {
  return ownManager()?.isStray(lambdaContext) === true;
}

/** Whether somebody has registered a context manager: without one no context is ever active but the root. */
function isRegistered(): boolean {
  const probe = ROOT_CONTEXT.setValue(PROBE, true);
  return context.with(probe, () => context.active() === probe);
}

function ownManager(): AsyncLocalStorageContextManager | undefined {
  return once('contextManager', createManager);
}

function createManager(): AsyncLocalStorageContextManager | undefined {
  // To try and fail would be reported as an error, which it is not.
  if (isRegistered()) return undefined;
  const manager = new AsyncLocalStorageContextManager();
  return context.setGlobalContextManager(manager) ? manager : undefined;
}

/** The manager of one copy of this package is given what another copy has made. */
function isEntered(stored: Context | EnteredContext | undefined): stored is EnteredContext {
  return hasBrand(stored, ENTERED);
}
