import { diag } from '@opentelemetry/api';
import type { FlushReason, Invocation } from '../invocation/invocation.js';
import { type Pending, together } from '../shared/pending.js';
import { once } from '../shared/process-state.js';
import { budgetOf } from './export/budget.js';
import { exportPlan } from './export/export-plan.js';
import type { Outbox } from './export/outbox.js';
import { settings } from './settings/settings.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    flushCounts: FlushCounts;
  }
}

/** What exports what an invocation has gathered: one signal, or all of them. */
export interface Flushable {
  flush(invocation: Invocation, reason: FlushReason): Pending;
}

/**
 * Flushes an invocation within the budget of the settings: first whoever listens, because listeners turn what utilities
 * have buffered into measurements and records, then `signals`, then what waits to go over the network, unless it goes after
 * the answer. Never throws or rejects: what fails is reported; what is late goes on in the background, and is counted and
 * reported.
 */
export function flushInvocation(invocation: Invocation, reason: FlushReason, signals: Flushable): Pending {
  const outbox = exportPlan()?.outbox;
  if (!outbox) return flushSignals(invocation, reason, signals);
  const start = Date.now();
  const flushing = flushSignals(invocation, reason, signals);
  // Whatever became of the signals: Lambda waits for what comes of this.
  if (!flushing) return release(outbox, invocation, reason, start);
  // A process that exits does not get to what is behind a promise, and one that is terminated does.
  const now = reason === 'exit' ? release(outbox, invocation, reason, start) : undefined;
  return together([now, flushing.then(() => release(outbox, invocation, reason, start))]);
}

/** As `flushInvocation`, of whatever `flush` flushes outside of any invocation. What goes over the network is sent with it. */
export function flushWithin(budget: () => number, flush: () => Pending): Pending {
  try {
    const outbox = exportPlan()?.outbox;
    const flushed = flush();
    // There may be no invocation, now or ever, that would send it.
    const flushing = outbox ? (flushed ? flushed.then(() => outbox.sendAll()) : outbox.sendAll()) : flushed;
    return flushing && inTime(flushing, budget());
  } catch (error) {
    return reportFailure(error);
  }
}

interface FlushCounts {
  /** Flushes that did not finish within their budget. */
  late: number;
}

/** How the flushes of this process went. */
export function flushCounts(): FlushCounts {
  return once('flushCounts', () => ({ late: 0 }));
}

function flushSignals(invocation: Invocation, reason: FlushReason, signals: Flushable): Pending {
  try {
    const listening = invocation.notifyFlush(reason);
    // A process that exits waits for nothing: what is done before the first await is what gets done.
    const flushing =
      listening && reason !== 'exit'
        ? listening.then(() => signals.flush(invocation, reason))
        : signals.flush(invocation, reason);
    return flushing && inTime(flushing, budgetOf(invocation, settings().flushTimeoutMillis));
  } catch (error) {
    return reportFailure(error);
  }
}

function release(outbox: Outbox, invocation: Invocation, reason: FlushReason, start: number): Pending {
  const spent = Date.now() - start;
  return outbox.release(invocation, reason, (sending) =>
    inTime(sending, Math.max(0, budgetOf(invocation, settings().flushTimeoutMillis) - spent)),
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
