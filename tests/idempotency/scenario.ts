import { IdempotencyPersistenceLayerError, makeIdempotent } from 'otel-powertools/idempotency';
import type { BasePersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { vi } from 'vitest';
import type { Steps } from './interleavings.js';

const LOCK_MS = 1000;

/** A store in which each request takes effect at a moment of the schedule's choice, and that is watched. */
export interface WatchedStore extends BasePersistenceLayer {
  /** What a write has done that none may do. */
  readonly violations: string[];
  /** The results that were stored. */
  readonly committed: readonly unknown[];
}

export interface Scenario {
  readonly callers: number;
  readonly expiries: number;
  readonly Store: new (steps: Steps) => WatchedStore;
}

/** Several equal calls, each of which may fail, while locks may expire at any moment: what went wrong. */
export const violationsIn = async (
  steps: Steps,
  { callers, expiries, Store }: Scenario,
): Promise<readonly string[]> => {
  const store = new Store(steps);
  const { violations } = store;
  let running = 0;
  let expired = false;
  const handler = makeIdempotent(
    async (_event: object, caller: { name: string; getRemainingTimeInMillis(): number }) => {
      if (++running > 1 && !expired) violations.push('two executions at a time, and no lock had expired');
      const end = await steps.take('succeed', 'fail');
      running--;
      if (end === 'fail') throw new Error(`failure of ${caller.name}`);
      return `result of ${caller.name}`;
    },
    { persistenceStore: store, keyPrefix: 'test' },
  );
  const expire = async (): Promise<void> => {
    await steps.take('expire');
    expired = true;
    vi.setSystemTime(Date.now() + LOCK_MS + 1);
  };
  const names = Array.from({ length: callers }, (_, index) => `caller ${index}`);
  const [outcomes] = await Promise.all([
    Promise.allSettled(names.map((name) => handler({ id: 'a' }, { name, getRemainingTimeInMillis: () => LOCK_MS }))),
    ...Array.from({ length: expiries }, expire),
  ]);
  if (store.committed.length > 1) violations.push(`committed twice: ${store.committed.join(', ')}`);
  outcomes.forEach((outcome, index) => {
    const name = names[index];
    if (outcome.status === 'fulfilled' && outcome.value !== store.committed[0]) {
      violations.push(`${name} got "${outcome.value}", but the stored result is "${store.committed[0]}"`);
    }
    if (outcome.status === 'rejected' && !isExplained(outcome.reason, name, store)) {
      violations.push(`${name} got ${outcome.reason}`);
    }
  });
  return violations;
};

/** A caller may be told of its own failure, of a running call, or that its claim was taken over and is not decided yet. */
const isExplained = (reason: unknown, name: string | undefined, store: WatchedStore): boolean =>
  reason instanceof Error &&
  (reason.message === `failure of ${name}` ||
    reason.name === 'IdempotencyAlreadyInProgressError' ||
    (reason instanceof IdempotencyPersistenceLayerError && !store.committed.includes(`result of ${name}`)));
