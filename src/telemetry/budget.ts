import { diag } from '@opentelemetry/api';
import { type Invocation, onceInProcess } from '../invocation/index.js';

// What the runtime needs to hand the answer over.
const ANSWER_MILLIS = 20;

/** The budget of a flush: never more than the time that Lambda leaves the invocation. */
export const budgetOf = ({ deadline }: Pick<Invocation, 'deadline'>, millis: number): number =>
  deadline === undefined ? millis : Math.max(0, Math.min(millis, deadline - Date.now() - ANSWER_MILLIS));

const withinBudget = (task: Promise<unknown>, millis: number): Promise<'done' | 'late'> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis, 'late');
    task.then(
      () => {
        clearTimeout(timer);
        resolve('done');
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });

interface FlushCounts {
  /** Flushes that did not finish within their budget. */
  late: number;
}

/** How the flushes of this process went. */
export const flushCounts = (): FlushCounts => onceInProcess('flush-counts', () => ({ late: 0 }));

/**
 * Flushes, and waits for it no longer than `millis`. Never rejects: what fails is reported; what is late goes on in the
 * background, and is counted and reported.
 */
export const flushWithin = async (millis: number, flush: () => Promise<void>): Promise<void> => {
  try {
    if ((await withinBudget(flush(), millis)) === 'done') return;
    const counts = flushCounts();
    counts.late += 1;
    diag.warn(
      `otel-powertools: telemetry was not flushed within ${millis} ms; it goes on in the background and may be lost when the environment freezes (${counts.late} so far).`,
    );
  } catch (error) {
    diag.error('otel-powertools: telemetry could not be flushed.', error);
  }
};
