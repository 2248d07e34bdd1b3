import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { once } from '../../shared/process-state.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    contextManager: AsyncLocalStorageContextManager | undefined;
  }
}

/** A context that is in force until it is left, and not for the duration of a callback. */
class EnteredContext {
  context: Context | undefined;

  constructor(active: Context) {
    this.context = active;
  }
}

/**
 * An OpenTelemetry context manager over AsyncLocalStorage. `@opentelemetry/context-async-hooks` is CommonJS only, which
 * a stock ES module bundle cannot load.
 */
export class AsyncLocalStorageContextManager implements ContextManager {
  readonly #storage: AsyncLocalStorage<Context | EnteredContext>;
  readonly #entered = new Set<EnteredContext>();

  constructor() {
    // An `import` of a built-in from an ES module reads every export of it; this does not.
    this.#storage = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
  }

  active(): Context {
    const stored = this.#storage.getStore();
    if (stored === undefined || stored instanceof EnteredContext) return stored?.context ?? this.#onlyEntered();
    return stored;
  }

  /** Makes `active` the context of what follows in this asynchronous execution. */
  enter(active: Context): void {
    this.#storage.enterWith(active);
  }

  /**
   * Makes `active` the context of what follows until the function returned is called: for hooks before and after a
   * handler, which cannot run it in a callback. Code that lost the way here (an asynchronous hook ran in between) finds
   * it as long as it is the only one; where several are entered, rather none than another invocation's.
   */
  enterUntilLeft(active: Context): () => void {
    const entered = new EnteredContext(active);
    this.#entered.add(entered);
    this.#storage.enterWith(entered);
    return () => {
      // Whoever called the hook goes on with what was entered: the next invocation of the process, say.
      entered.context = undefined;
      this.#entered.delete(entered);
    };
  }

  #onlyEntered(): Context {
    const [only] = this.#entered.size === 1 ? this.#entered : [];
    return only?.context ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
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
  ownManager()?.enter(active);
  return context.active() === active;
}

/** The same until the function returned is called; undefined where it cannot be done. */
export function enterContextUntilLeft(active: Context): (() => void) | undefined {
  const leave = ownManager()?.enterUntilLeft(active);
  if (context.active() === active) return leave;
  leave?.();
  return undefined;
}

/** Whether somebody has registered a context manager: without one no context is ever active but the root. */
function isRegistered(): boolean {
  const probe = ROOT_CONTEXT.setValue(PROBE, true);
  return context.with(probe, () => context.active() === probe);
}

function ownManager(): AsyncLocalStorageContextManager | undefined {
  return once('contextManager', () => {
    // To try and fail would be reported as an error, which it is not.
    if (isRegistered()) return undefined;
    const manager = new AsyncLocalStorageContextManager();
    return context.setGlobalContextManager(manager) ? manager : undefined;
  });
}
