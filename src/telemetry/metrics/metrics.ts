import { createNoopMeter, diag, type MeterProvider as MeterProviderApi, metrics } from '@opentelemetry/api';
import { ensureContextManager } from '../../invocation/context/context-manager.js';
import type { FlushReason } from '../../invocation/invocation.js';
import { hrTimeOf } from '../../shared/hr-time.js';
import { type Pending, together } from '../../shared/pending.js';
import { once } from '../../shared/process-state.js';
import { Exporters } from '../export/exporters.js';
import { flushForeign } from '../export/foreign.js';
import { MeterProvider } from '../meters/meter-provider.js';
import type { Interval } from '../meters/metric-data.js';
import { metricRefusals } from '../meters/metric-refusals.js';
import { redactPublication, redactScopeMetrics } from '../redaction/redact-signals.js';
import { redaction } from '../redaction/redaction.js';
import { type Settings, settings } from '../settings/settings.js';
import { watchEarlyInstruments } from './early-instruments.js';
import {
  createMetricExporter,
  exportMetrics,
  flushIdleExporter,
  type MetricExporter,
  wantsExponential,
} from './metric-exporter.js';
import { type MetricPublication, PublishedSeries } from './published-metrics.js';
import { ucumOf } from './ucum.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    metrics: MetricSignal;
    metricsFlushListeners: Set<() => void>;
  }
}

/** Where the metrics of this process go. */
export interface MetricSignal {
  /** Has everything published that waits for a flush, and delivers. A process that exits observes nothing any more. */
  flush(reason?: FlushReason): Pending;
  /** Collects what was measured since the last time, from the meters and from what was published, and exports it. */
  deliver(): Pending;
  /** Whether there may be something to deliver. */
  readonly isPending: boolean;
  /** Takes metrics that are complete: EMF writes them at once, other exporters get them with the next flush. */
  publish(publication: MetricPublication): void;
  /** Registers a provider even where nothing is exported. Missing where measurements are not ours to take. */
  register?(): void;
  /** Those configured, and what is refused before it gets to them: what was lost is in their counters. */
  readonly exporters?: readonly object[];
}

/** Registers metrics as configured, once per process. */
export function ensureMetrics(): MetricSignal {
  return once('metrics', createSignal);
}

/** Calls `listener` at the start of each flush, to publish what no end of an invocation will, until it is withdrawn. */
export function beforeMetricsFlush(listener: () => void): void {
  flushListeners().add(listener);
}

export function withdrawFromMetricsFlush(listener: () => void): void {
  flushListeners().delete(listener);
}

export { metricRefusals };

const none: MetricSignal = {
  flush: () => undefined,
  deliver: () => undefined,
  isPending: false,
  publish: () => {},
};

function createSignal(): MetricSignal {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled) return none;
  const foreign = registeredProvider();
  return foreign ? new ForeignMetrics(resolved, foreign) : new OwnMetrics(resolved);
}

/** Metrics that go to the exporters of the settings; those that are published, and those of `collect`. */
abstract class ExportedMetrics {
  readonly exporters: readonly object[];
  protected readonly current: Exporters<MetricExporter>;
  protected readonly published: PublishedSeries;
  readonly #listeners = flushListeners();
  /** When the last interval ended: points of a series must not overlap, and each lasts a millisecond at least. */
  #since = Date.now();

  constructor(resolved: Settings) {
    const configured = resolved.metrics.map((choice) => createMetricExporter(choice, resolved.namespace));
    this.published = new PublishedSeries(wantsExponential(configured));
    this.exporters = [...configured, metricRefusals()];
    this.current = new Exporters('metrics', configured);
  }

  abstract deliver(): Pending;

  flush(reason?: FlushReason): Pending {
    if (this.#listeners.size > 0) notify(this.#listeners);
    return reason === 'exit' ? this.exportAll() : this.deliver();
  }

  publish(publication: MetricPublication): void {
    const policy = redaction();
    const seen = policy ? { ...publication, ...redactPublication(policy, publication) } : publication;
    let isGathered = false;
    for (const exporter of this.current.current) {
      if (exporter.publish) exporter.publish(seen);
      else isGathered = true;
    }
    // Once, for all that get it with the next flush.
    if (isGathered) this.published.add(seen);
  }

  protected abstract exportAll(): Pending;

  protected nextInterval(): Interval {
    const start = this.#since;
    this.#since = Math.max(Date.now(), start + 1);
    return { startTime: hrTimeOf(start), endTime: hrTimeOf(this.#since) };
  }

  protected exportFrom(provider: MeterProvider | undefined): Pending {
    const { current } = this.current;
    const interval = this.nextInterval();
    const gathered = this.published.take(interval);
    const measured = provider?.collect(interval) ?? [];
    const policy = redaction();
    const exports = current.map((exporter, index) => {
      const scopes = measured[index] ?? [];
      return exportMetrics(exporter, [
        // Each exporter gets its own copy: it may change what it is given.
        ...(exporter.publish ? [] : structuredClone(gathered)),
        ...(policy ? redactScopeMetrics(policy, scopes) : scopes),
      ]);
    });
    return together(exports);
  }
}

/** Measurements of our own provider. */
class OwnMetrics extends ExportedMetrics implements MetricSignal {
  readonly #observeMillis: number;
  #provider: MeterProvider | undefined;

  constructor(resolved: Settings) {
    super(resolved);
    // Exporters need their part of the time. What is observed later goes with the next flush.
    this.#observeMillis = resolved.flushTimeoutMillis / 2;
    if (this.current.current.length > 0) this.register();
  }

  get isPending(): boolean {
    return !this.published.isEmpty || this.#provider?.hasInstruments === true;
  }

  register(): void {
    if (this.#provider) return;
    const { current } = this.current;
    this.#provider = new MeterProvider(
      [...current.keys()].map((index) => (type) => this.current.current[index]?.selectAggregation?.(type)),
    );
    metrics.setGlobalMeterProvider(this.#provider);
    watchEarlyInstruments();
  }

  deliver(): Pending {
    const observing = this.#provider?.observe();
    if (!observing) return this.exportAll();
    return settledWithin(observing, this.#observeMillis).then(() => this.exportAll());
  }

  protected exportAll(): Pending {
    if (this.isPending) return this.exportFrom(this.#provider);
    const { current } = this.current;
    const [only] = current;
    return only && current.length === 1 ? flushIdleExporter(only) : together(current.map(flushIdleExporter));
  }
}

/** Measurements go through the provider that was there first; what is published has its exporters here as well. */
class ForeignMetrics extends ExportedMetrics implements MetricSignal {
  readonly isPending = true;
  readonly #provider: MeterProviderApi;
  readonly #recorder: Promise<(publication: MetricPublication) => void>;

  constructor(resolved: Settings, provider: MeterProviderApi) {
    super(resolved);
    this.#provider = provider;
    this.#recorder = import('./foreign-meter.js').then(({ recordWith }) => recordWith(provider, ucumOf));
  }

  deliver(): Pending {
    return this.exportAll();
  }

  override publish(publication: MetricPublication): void {
    super.publish(publication);
    // A copy: the maps are emptied when they were published.
    const copy = {
      ...publication,
      dimensions: new Map(publication.dimensions),
      metrics: new Map(publication.metrics),
    };
    void this.#recorder.then((record) => record(copy));
  }

  protected exportAll(): Pending {
    return together([this.exportFrom(undefined), this.#recorder.then(() => flushForeign(this.#provider))]);
  }
}

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
function registeredProvider(): MeterProviderApi | undefined {
  const provider = metrics.getMeterProvider();
  return provider.getMeter('otel-powertools') === createNoopMeter() ? undefined : provider;
}

function settledWithin(task: Promise<unknown>, millis: number): Promise<unknown> {
  return Promise.race([task, new Promise((resolve) => setTimeout(resolve, millis).unref())]);
}

function notify(listeners: Iterable<() => void>): void {
  for (const listener of listeners) {
    try {
      listener();
    } catch (error) {
      diag.error('otel-powertools: metrics recorded outside an invocation could not be published.', error);
    }
  }
}

function flushListeners(): Set<() => void> {
  return once('metricsFlushListeners', () => new Set());
}
