const KEY = Symbol.for('otel-powertools.process');

/**
 * What belongs to the process and not to one invocation. It hangs on `globalThis`, so that an ES module and a
 * CommonJS copy of this package in one function agree on it: one cold start, one set of providers.
 */
export interface ProcessState {
  /** True once an invocation was begun: the next one is warm. */
  warm: boolean;
  readonly values: Map<string, unknown>;
}

type GlobalWithState = typeof globalThis & { [KEY]?: ProcessState };

export function processState(): ProcessState {
  const holder = globalThis as GlobalWithState;
  holder[KEY] ??= { warm: false, values: new Map() };
  return holder[KEY];
}

/** One value per process, made at first need and shared by every copy of this package. */
export function onceInProcess<T>(name: string, create: () => T): T {
  const { values } = processState();
  // The map is private to this file: under a name there is only ever what its one caller put there.
  if (!values.has(name)) values.set(name, create());
  return values.get(name) as T;
}
