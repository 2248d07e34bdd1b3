import { diag } from '@opentelemetry/api';
import type { Invocation } from '../invocation/invocation.js';
import type { Pending } from '../shared/pending.js';
import { once } from '../shared/process-state.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    flushCounts: FlushCounts;
  }
}

// What the runtime needs to hand the answer over.
const ANSWER_MILLIS = 20;

/** The budget of a flush: never more than the time that Lambda leaves the invocation. */
export function budgetOf({ deadline }: Pick<Invocation, 'deadline'>, millis: number): number {
  return deadline === undefined ? millis : Math.max(0, Math.min(millis, deadline - Date.now() - ANSWER_MILLIS));
}

interface FlushCounts {
  /** Flushes that did not finish within their budget. */
  late: number;
}

/** How the flushes of this process went. */
export function flushCounts(): FlushCounts {
  return once('flushCounts', () => ({ late: 0 }));
}

/**
 * Flushes, and waits for it no longer than the budget allows. Never throws or rejects: what fails is reported; what is
 * late goes on in the background, and is counted and reported.
 */
export function flushWithin(budget: () => number, flush: () => Pending): Pending {
  try {
    const flushing = flush();
    return flushing && inTime(flushing, budget());
  } catch (error) {
    return reportFailure(error);
  }
}

function reportFailure(error: unknown): undefined {
  diag.error('otel-powertools: telemetry could not be flushed.', error);
}

function reportLate(millis: number): void {
  const counts = flushCounts();
  counts.late += 1;
  diag.warn(
    `otel-powertools: telemetry was not flushed within ${millis} ms; it goes on in the background and may be lost when the environment freezes (${counts.late} so far).`,
  );
}

function inTime(flushing: Promise<void>, millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      reportLate(millis);
      resolve();
    }, millis);
    void flushing.catch(reportFailure).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
