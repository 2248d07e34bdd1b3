import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { onceInProcess } from './process-state.js';

/**
 * An OpenTelemetry context manager over AsyncLocalStorage. `@opentelemetry/context-async-hooks` is CommonJS only, which
 * a stock ES module bundle cannot load.
 */
export class AsyncLocalStorageContextManager implements ContextManager {
  readonly #storage: AsyncLocalStorage<Context>;

  constructor() {
    // An `import` of a built-in from an ES module reads every export of it; this does not.
    this.#storage = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
  }

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
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

/** Registers a context manager unless the user (or a layer) has registered one, which then is used. */
export const ensureContextManager = (): void => {
  onceInProcess('context-manager', () => context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
};
