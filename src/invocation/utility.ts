import type { Invocation } from './invocation.js';

/** Runs what a utility wraps: the next utility, and in the end the handler. */
export type Next = () => Promise<unknown>;

/**
 * What wraps a handler: validation, idempotency, a router, one of yours. Given as `withPowertools(handler, { use: [...] })`;
 * the first one is the outermost. To change the event for what follows, set `invocation.event` before calling `next`.
 *
 * @example
 * const timed: Utility = {
 *   name: 'timed',
 *   async wrap(invocation, next) {
 *     const begin = performance.now();
 *     try {
 *       return await next();
 *     } finally {
 *       console.log(`${performance.now() - begin} ms`);
 *     }
 *   },
 * };
 */
export interface Utility {
  /** What the utility is called where it is spoken of. */
  readonly name: string;
  /**
   * Runs round the handler, once an invocation: gives what `next` gives, something else, or an answer in its place.
   *
   * @param invocation - What is known of the invocation.
   * @param next - Runs what is further in; to be called once at most.
   */
  wrap(invocation: Invocation, next: Next): Promise<unknown>;
}

/** Runs an invocation: a utility and what it wraps, or the handler. */
export type Step = (invocation: Invocation) => unknown;

/** Folds the utilities round the handler, once; an invocation then only calls. */
export function compose(utilities: readonly Utility[], handler: Step): Step {
  if (utilities.length === 0) return handler;
  return utilities.reduceRight<(invocation: Invocation) => Promise<unknown>>(
    (next, utility) => (invocation) => utility.wrap(invocation, () => next(invocation)),
    // Asynchronous, so that what the handler throws at once rejects.
    async (invocation) => handler(invocation),
  );
}
