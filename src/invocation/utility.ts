import type { Invocation } from './invocation.js';

/** Runs what a utility wraps: the next utility, and in the end the handler. */
export type Next = () => Promise<unknown>;

/**
 * What wraps a handler: validation, idempotency, a router, one of yours. Given as `withPowertools(handler, { use: [...] })`;
 * the first one is the outermost. To change the event for what follows, set `invocation.event` before calling `next`.
 */
export interface Utility {
  readonly name: string;
  wrap(invocation: Invocation, next: Next): Promise<unknown>;
}

export type Run = (invocation: Invocation) => Promise<unknown>;

/** Folds the utilities round the handler, once; an invocation then only calls. */
export function compose(utilities: readonly Utility[], handler: Run): Run {
  return utilities.reduceRight<Run>(
    (next, utility) => (invocation) => utility.wrap(invocation, () => next(invocation)),
    handler,
  );
}
