import { diag } from '@opentelemetry/api';

/**
 * What this package keeps for the whole process. Each room adds its members where it defines their types:
 * `declare module '…/shared/process-state.js' { interface ProcessState { name: Type } }`.
 */
export interface ProcessState {
  /** Warnings that are given once. */
  warnings: Set<string>;
}

/** A value is wrapped, so that `undefined` can be one. */
type Held = { [Key in keyof ProcessState]?: { readonly value: ProcessState[Key] } };

/** The states of all copies of this package in the process, by the layout that they have. */
type States = Record<number, Held>;

const STATES = Symbol.for('otel-powertools.process');

/** Copies with the same layout share one state. Raise it when a member changes its meaning, or its type incompatibly. */
const LAYOUT = 1;

let own: Held | undefined;

/**
 * The value under `key`, made at first need. Every copy of this package in the process gets the same one: an ES module and
 * a CommonJS copy, two installations, two bundles.
 */
export function once<Key extends keyof ProcessState>(key: Key, create: () => ProcessState[Key]): ProcessState[Key] {
  // Not by `processState`: this is the call that is made most.
  own ??= sharedState();
  const held = own[key];
  if (held) return held.value;
  const value = create();
  Object.assign(processState(), { [key]: { value } });
  return value;
}

/** The value under `key`, if there is one yet. */
export function peek<Key extends keyof ProcessState>(key: Key): ProcessState[Key] | undefined {
  own ??= sharedState();
  return own[key]?.value;
}

/** Forgets what is kept under `keys`, or everything: for tests. */
export function reset(...keys: readonly (keyof ProcessState)[]): void {
  const state = processState();
  for (const key of keys.length > 0 ? keys : Object.keys(state)) Reflect.deleteProperty(state, key);
}

/** Gives a warning of which one in a process is enough; `about` tells it from others. */
export function warnOnce(about: string, message: string, ...args: readonly unknown[]): void {
  const given = once('warnings', () => new Set());
  if (given.has(about)) return;
  given.add(about);
  diag.warn(`otel-powertools: ${message}`, ...args);
}

function processState(): Held {
  own ??= sharedState();
  return own;
}

function sharedState(): Held {
  // Under this symbol there is only ever what copies of this package have put there.
  const holder = globalThis as { [STATES]?: States };
  holder[STATES] ??= {};
  const states = holder[STATES];
  const isFirst = states[LAYOUT] === undefined;
  states[LAYOUT] ??= {};
  if (isFirst && Object.keys(states).length > 1) reportOtherLayout();
  return states[LAYOUT];
}

/** Not through `warnOnce`, which asks for the state that is being made. */
function reportOtherLayout(): void {
  // Behind what is being set up: nobody may have registered a diag logger yet.
  process.nextTick(() =>
    diag.warn(
      'otel-powertools: there are two versions of otel-powertools in this process that cannot share their state. Each has its own settings, providers and cold start, and what is logged or measured through one does not know the invocation of the other. Find them with "npm ls otel-powertools", and make it one.',
    ),
  );
}
