import { stdoutLineWriter } from '../../exporters/write-line.js';
import type { FlushReason, Invocation } from '../invocation/invocation.js';
import { type Pending, together } from '../shared/pending.js';
import { once } from '../shared/process-state.js';
import { apiVersion } from './diagnostics/diagnostics.js';
import type { NetworkExportFacts, SignalFacts, TelemetryFacts } from './explanation/facts.js';
import { exportFailures } from './export/export.js';
import { exportPlan } from './export/export-plan.js';
import { type Flushable, flushCounts, flushInvocation } from './flush.js';
import { ensureLogging, type LogSignal } from './logs/logs.js';
import { earlyInstruments } from './metrics/early-instruments.js';
import { ensureMetrics, type MetricSignal } from './metrics/metrics.js';
import { configuredOptions } from './settings/held-settings.js';
import type { TelemetryOptions } from './settings/options.js';
import { resourceService } from './settings/service.js';
import { checkTelemetryOptions, setOptions, settings } from './settings/settings.js';
import { warnOfUnsupported } from './settings/unsupported.js';
import { lastInvocation } from './traces/report-parent.js';
import type { TraceSignal } from './traces/trace-signal.js';
import { ensureTracing } from './traces/traces.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    telemetry: Telemetry;
  }
}

interface Signal {
  readonly exporters?: readonly object[];
  register?(): void;
}

export interface Telemetry {
  /**
   * Hands over everything the invocation has gathered. Never throws or rejects, and never takes longer than the budget of
   * the settings.
   */
  flush(invocation: Invocation, reason: FlushReason): Pending;
}

/** What is known of telemetry in this process. Sets telemetry up if nothing has yet. */
export function telemetryFacts(): TelemetryFacts {
  const resolved = settings();
  const factsOf = ({ exporters, register }: Signal, choices: readonly unknown[]): SignalFacts => ({
    choices,
    exporters,
    own: register !== undefined,
  });
  return {
    settings: { ...resolved, service: resourceService() },
    options: configuredOptions(),
    disabled: resolved.disabled,
    traces: factsOf(ensureTracing(), resolved.traces),
    metrics: factsOf(ensureMetrics(), resolved.metrics),
    logs: factsOf(ensureLogging(), resolved.logs),
    invocation: lastInvocation().decided,
    networkExports: networkExportFacts(),
    failedExports: exportFailures(),
    lateFlushes: flushCounts().late,
    droppedLines: stdoutLineWriter().dropped,
    earlyInstruments: earlyInstruments(),
    apiVersion: apiVersion(),
  };
}

/** Registers all three signals as configured, once per process. */
export function ensureTelemetry(): Telemetry {
  return once('telemetry', createTelemetry);
}

/**
 * Sets telemetry up for the whole process, now. `withPowertools` does the same; call it yourself, first thing in the
 * module, when instruments of the standard metrics API are made at module level: `@opentelemetry/api` gives out
 * instruments that do nothing until a provider is registered.
 *
 * @throws {TypeError} an option is none: the error names the one that was probably meant.
 * @param options - See `TelemetryOptions`. Given again with other values, they are too late and are named in a warning.
 * @example
 * configure({ service: 'orders' });
 * const orders = metrics.getMeter('orders').createCounter('Orders');
 */
export function configure(options: TelemetryOptions = {}): void {
  checkTelemetryOptions('configure', options);
  setOptions(options);
  ensureTelemetry();
}

function networkExportFacts(): NetworkExportFacts | undefined {
  const plan = exportPlan();
  return plan && { mode: plan.mode, why: plan.why };
}

function createTelemetry(): Telemetry {
  once('facts', () => telemetryFacts);
  const traces = ensureTracing();
  const metrics = ensureMetrics();
  const logs = ensureLogging();
  // Behind the module whose evaluation this is part of, and still ahead of the first invocation.
  process.nextTick(() => {
    stdoutLineWriter().prepare();
    // A provider of somebody else may well heed what ours does not.
    if (traces.register) warnOfUnsupported(process.env);
  });

  return new AllSignals(traces, metrics, logs);
}

class AllSignals implements Telemetry {
  readonly #traces: TraceSignal;
  readonly #metrics: MetricSignal;
  readonly #logs: LogSignal;
  readonly #signals: Flushable = { flush: (invocation, reason) => this.#flushSignals(invocation, reason) };

  constructor(traces: TraceSignal, metrics: MetricSignal, logs: LogSignal) {
    this.#traces = traces;
    this.#metrics = metrics;
    this.#logs = logs;
  }

  flush(invocation: Invocation, reason: FlushReason): Pending {
    return flushInvocation(invocation, reason, this.#signals);
  }

  #flushSignals(invocation: Invocation, reason: FlushReason): Pending {
    const traces = this.#traces.flush(invocation, reason);
    const metrics = this.#metrics.flush(reason);
    const logs = this.#logs.flush();
    return traces || metrics || logs ? together([traces, metrics, logs]) : undefined;
  }
}
