import type { Invocation } from '../../invocation/invocation.js';

/** How many milliseconds there are from now on; `at once` where nothing can be waited for: the process is about to exit. */
export type Budget = (() => number) | 'at once';

// What the runtime needs to hand the answer over.
const ANSWER_MILLIS = 20;

/** The budget of a flush in milliseconds: never more than the time that Lambda leaves the invocation. */
export function budgetOf({ deadline }: Pick<Invocation, 'deadline'>, millis: number): number {
  return deadline === undefined ? millis : Math.max(0, Math.min(millis, deadline - Date.now() - ANSWER_MILLIS));
}
