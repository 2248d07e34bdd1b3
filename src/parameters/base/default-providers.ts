import { once } from '../../shared/process-state.js';
import type { BaseProviderInterface } from './types.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    /** The default providers of parameters, by name. */
    parameterProviders: Map<string, BaseProviderInterface>;
  }
}

/** The providers behind `getParameter`, `getSecret` and the others, by name. They are made at the first call. */
export const DEFAULT_PROVIDERS: Record<string, BaseProviderInterface> = {};

/** Forgets the values of all default providers: for tests. */
export function clearCaches(): void {
  for (const provider of new Set([...Object.values(DEFAULT_PROVIDERS), ...providersOfProcess().values()])) {
    provider.clearCache?.();
  }
}

/** The default provider of this name. Two copies of this package have the same one, and so one cache. */
export function defaultProvider<T extends BaseProviderInterface>(name: string, create: () => T): T {
  const shared = providersOfProcess();
  const provider = DEFAULT_PROVIDERS[name] ?? shared.get(name) ?? create();
  DEFAULT_PROVIDERS[name] = provider;
  if (!shared.has(name)) shared.set(name, provider);
  // Whoever puts another provider under a name has it answer as the one it replaces.
  return provider as T;
}

function providersOfProcess(): Map<string, BaseProviderInterface> {
  return once('parameterProviders', () => new Map());
}
