import type { Runner } from '../invocation/adapters/runner.js';
import type { FlushReason, Invocation } from '../invocation/invocation.js';
import { type RunPlan, runInvocation, type SignalFlush } from '../invocation/run-invocation.js';
import { type Pending, together } from '../shared/pending.js';
import { flushInvocation } from './flush.js';
import { settings } from './settings/settings.js';

/**
 * Runs invocations for who has to do with one signal alone: no other is set up, and no other flushed.
 *
 * @param signal - The same function for each runner of the signal: it is flushed once.
 * @param span - Where the invocation is to have a span.
 */
export function signalRunner(signal: SignalFlush, span?: Pick<RunPlan, 'open' | 'recordFailure'>): Runner {
  const plan: RunPlan = {
    ...span,
    signal,
    get deadlineMarginMillis() {
      return settings().deadlineMarginMillis;
    },
    flush: flushSignals,
  };
  return { run: (step, call) => runInvocation(plan, step, call) };
}

function flushSignals(invocation: Invocation, reason: FlushReason, signals: readonly SignalFlush[]): Pending {
  const flush = (): Pending => together(signals.map((signal) => signal(invocation, reason)));
  return flushInvocation(invocation, reason, { flush });
}
