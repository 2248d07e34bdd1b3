import { diag } from '@opentelemetry/api';
import { type FlushReason, type Invocation, onceInProcess } from '../invocation/index.js';
import { withinBudget } from './budget.js';
import { ensureLogging } from './logs.js';
import { ensureMetrics } from './metrics.js';
import type { TelemetryOptions } from './options.js';
import { setOptions, settings } from './settings.js';
import { ensureTracing } from './traces.js';

export interface Telemetry {
  /** Whether spans go to X-Ray. */
  readonly exportsToXRay: boolean;
  /**
   * Hands over everything the invocation has gathered. Never rejects, and never takes longer than `budgetMillis`: what
   * is late by then goes on in the background and is counted.
   */
  flush(invocation: Invocation, reason: FlushReason, budgetMillis?: number): Promise<void>;
  /** Flushes that did not finish within their budget. */
  readonly lateFlushes: number;
}

const createTelemetry = (): Telemetry => {
  const traces = ensureTracing();
  const metrics = ensureMetrics();
  const logs = ensureLogging();
  let lateFlushes = 0;

  const flushAll = async (invocation: Invocation, reason: FlushReason): Promise<void> => {
    // Listeners first: they turn what utilities have buffered into measurements and records.
    const listened = invocation.notifyFlush(reason);
    // A process that exits waits for nothing: what is done before the first await is what gets done.
    if (reason !== 'exit') await listened;
    await Promise.all([traces.flush(invocation, reason), metrics.flush(), logs.flush()]);
  };

  return {
    exportsToXRay: traces.exportsToXRay,
    get lateFlushes() {
      return lateFlushes;
    },
    async flush(invocation, reason, budgetMillis = settings().flushTimeoutMillis) {
      try {
        if ((await withinBudget(flushAll(invocation, reason), budgetMillis)) === 'done') return;
        lateFlushes += 1;
        diag.warn(
          `otel-powertools: telemetry was not flushed within ${budgetMillis} ms; it goes on in the background and may be lost when the environment freezes (${lateFlushes} so far).`,
        );
      } catch (error) {
        diag.error('otel-powertools: telemetry could not be flushed.', error);
      }
    },
  };
};

/** Registers all three signals as configured, once per process. */
export const ensureTelemetry = (): Telemetry => onceInProcess('telemetry', createTelemetry);

/**
 * Sets telemetry up for the whole process, now. `withPowertools` does the same; call it yourself, first thing in the
 * module, when instruments of the standard metrics API are made at module level: `@opentelemetry/api` gives out
 * instruments that do nothing until a provider is registered.
 *
 * @param options - See `TelemetryOptions`. Given again with other values, they are too late and are named in a warning.
 * @example
 * configure({ service: 'orders' });
 * const orders = metrics.getMeter('orders').createCounter('Orders');
 */
export const configure = (options: TelemetryOptions = {}): void => {
  setOptions(options);
  ensureTelemetry();
};
