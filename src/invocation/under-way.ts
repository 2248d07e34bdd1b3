import type { Context } from '@opentelemetry/api';
import { peek } from '../shared/process-state.js';
import type { Invocation } from './invocation.js';
import type { Run } from './run-invocation.js';
import { processInvocation } from './scope.js';

/** What runs now, but for what stands for the whole process. */
export function invocationsUnderWay(): Run[] {
  return [...(peek('exitGuard')?.running.values() ?? [])].filter(
    (run) => run.invocation !== processInvocation() && !run.isOver?.(),
  );
}

/** Whether a run that is under way will flush what belongs to `invocation`. What belongs to nobody, any of them does. */
export function isFlushedByRun(invocation: Invocation): boolean {
  const running = peek('exitGuard')?.running;
  if (!running) return false;
  const whole = processInvocation();
  return invocation === whole ? running.size > (running.has(whole) ? 1 : 0) : running.has(invocation);
}

/** The context of the invocation that is under way, where it is the only one: of code that has lost its way. */
export function onlyRunningContext(): Context | undefined {
  const [only, other] = [...(peek('exitGuard')?.running ?? [])].filter(([found]) => found !== processInvocation());
  return other ? undefined : only?.[1].active;
}
