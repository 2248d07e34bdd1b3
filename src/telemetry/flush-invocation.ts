import type { FlushReason, Invocation } from '../invocation/invocation.js';
import type { Pending } from '../shared/pending.js';
import { budgetOf, flushWithin } from './budget.js';
import { settings } from './settings/settings.js';

/**
 * Flushes an invocation within the budget of the settings: first whoever listens, because listeners turn what utilities
 * have buffered into measurements and records, then what `hand` hands over. Never throws or rejects.
 */
export function flushInvocation(
  invocation: Invocation,
  reason: FlushReason,
  hand: (invocation: Invocation, reason: FlushReason) => Pending,
): Pending {
  return flushWithin(
    () => budgetOf(invocation, settings().flushTimeoutMillis),
    () => {
      const listening = invocation.notifyFlush(reason);
      // A process that exits waits for nothing: what is done before the first await is what gets done.
      return listening && reason !== 'exit' ? listening.then(() => hand(invocation, reason)) : hand(invocation, reason);
    },
  );
}
