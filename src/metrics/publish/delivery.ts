import { context } from '@opentelemetry/api';
import { invocationOf } from '../../invocation/scope.js';
import { once } from '../../shared/process-state.js';
import { flushWithin } from '../../telemetry/flush.js';
import { ensureMetrics, type MetricSignal } from '../../telemetry/metrics/metrics.js';
import { settings } from '../../telemetry/settings/settings.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    metricDeliveries: Deliveries;
  }
}

interface Deliveries {
  /** The one that was asked for last. Never rejects. */
  last: Promise<void>;
  /** The one that has not begun: it takes what is published until then. */
  next: Promise<void> | undefined;
}

/**
 * Has delivered what was published, and what OpenTelemetry's instruments measured, where no Invocation is open whose end
 * would. One delivery after the other: those that are asked for while one is under way become one.
 */
export function deliverOutsideInvocation(signal: MetricSignal = ensureMetrics()): Promise<void> | undefined {
  if (!signal.isPending || invocationOf(context.active())) return undefined;
  const state = deliveries();
  if (!state.next) {
    state.next = state.last.then(() => {
      state.next = undefined;
      return flushWithin(
        () => settings().flushTimeoutMillis,
        () => signal.deliver(),
      );
    });
    state.last = state.next;
  }
  return state.next;
}

function deliveries(): Deliveries {
  return once('metricDeliveries', () => ({ last: Promise.resolve(), next: undefined }));
}
