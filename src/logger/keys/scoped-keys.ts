import type { AsyncLocalStorage } from 'node:async_hooks';
import { once, peek } from '../../shared/process-state.js';
import { mergeKeys } from './deep-merge.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    /** Made at the first scope: who uses none pays for none. */
    scopedKeys: AsyncLocalStorage<Scope | undefined>;
  }
}

/** Keys of one scope and, through `outer`, of those around it. */
interface Scope {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly outer: Scope | undefined;
  ended: boolean;
}

/** Runs `fn` with `keys` on every line that it, and whatever it starts, writes. */
export function runWithKeys<T>(keys: Readonly<Record<string, unknown>>, fn: () => T): T {
  return scopes().run({ keys, outer: currentScope(), ended: false }, fn);
}

/** Opens a scope for the rest of the running function. */
export function enterKeys(keys: Readonly<Record<string, unknown>>): Disposable {
  const scope: Scope = { keys, outer: currentScope(), ended: false };
  scopes().enterWith(scope);
  return {
    [Symbol.dispose]() {
      // Code that was started inside may still see the scope, but no longer its keys.
      scope.ended = true;
      if (scopes().getStore() === scope) scopes().enterWith(scope.outer);
    },
  };
}

/** The keys of the scopes around the running code, inner over outer; undefined where there is none. */
export function scopedKeys(): Map<string, unknown> | undefined {
  let scope = currentScope();
  if (!scope) return undefined;
  const chain: Scope[] = [];
  for (; scope; scope = scope.outer) if (!scope.ended) chain.unshift(scope);
  const keys = new Map<string, unknown>();
  for (const { keys: added } of chain) mergeKeys(keys, added);
  return keys;
}

function scopes(): AsyncLocalStorage<Scope | undefined> {
  return once('scopedKeys', () => new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)());
}

function currentScope(): Scope | undefined {
  let scope = peek('scopedKeys')?.getStore();
  while (scope?.ended) scope = scope.outer;
  return scope;
}
