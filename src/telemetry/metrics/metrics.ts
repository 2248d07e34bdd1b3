import { createNoopMeter, diag, type MeterProvider as MeterProviderApi, metrics } from '@opentelemetry/api';
import type { ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { isNamespace, NAMESPACE_RULE } from '../../../exporters/emf/document/limits.js';
import { EmfExporter } from '../../../exporters/emf/emf-exporter.js';
import type { EmfPublication } from '../../../exporters/emf/index.js';
import { defaultRules } from '../../../exporters/emf/rules.js';
import { ensureContextManager } from '../../invocation/context/context-manager.js';
import type { FlushReason } from '../../invocation/invocation.js';
import { hrTimeOf } from '../../shared/hr-time.js';
import { type Pending, together } from '../../shared/pending.js';
import { once } from '../../shared/process-state.js';
import { consoleMetricExporter } from '../export/console-exporters.js';
import { type ExporterOf, exporterOf, exportItems } from '../export/export.js';
import { Exporters } from '../export/exporters.js';
import { flushForeign } from '../export/foreign.js';
import { loadOtlpExporter } from '../export/otlp.js';
import type { AggregationOption } from '../meters/aggregation.js';
import { MeterProvider } from '../meters/meter-provider.js';
import type { InstrumentType, Interval } from '../meters/metric-data.js';
import { metricRefusals } from '../meters/metric-refusals.js';
import { redactPublication, redactScopeMetrics } from '../redaction/redact-signals.js';
import { redaction } from '../redaction/redaction.js';
import { resource } from '../settings/resource.js';
import { DEFAULT_NAMESPACE, type Settings, settings } from '../settings/settings.js';
import { type MetricPublication, PublishedSeries } from './published-metrics.js';
import { ucumOf } from './ucum.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    metrics: MetricSignal;
    metricsFlushListeners: Set<() => void>;
  }
}

interface MetricExporter extends ExporterOf<ResourceMetrics> {
  selectAggregation?(instrument: InstrumentType): AggregationOption;
  /** EMF keeps a publication as it is, and writes at once, before anything can end the process. */
  publish?(publication: EmfPublication): void;
  /** Whether there is nothing to flush. */
  readonly isIdle?: boolean;
}

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

const none: MetricSignal = {
  flush: () => undefined,
  deliver: () => undefined,
  isPending: false,
  publish: () => {},
};

/** Calls `listener` at the start of each flush, to publish what no end of an invocation will, until it is withdrawn. */
export function beforeMetricsFlush(listener: () => void): void {
  void flushListeners().add(listener);
}

export function withdrawFromMetricsFlush(listener: () => void): void {
  void flushListeners().delete(listener);
}

export { metricRefusals };

/** Registers metrics as configured, once per process. */
export function ensureMetrics(): MetricSignal {
  return once('metrics', createSignal);
}

/** A namespace that CloudWatch refuses costs its name, not the function. */
function createEmfExporter(namespace: string): EmfExporter {
  if (isNamespace(namespace)) return new EmfExporter(defaultRules(namespace));
  diag.error(
    `otel-powertools: CloudWatch does not take the namespace "${namespace}": metrics go to "${DEFAULT_NAMESPACE}". ${NAMESPACE_RULE}`,
  );
  return new EmfExporter(defaultRules(DEFAULT_NAMESPACE));
}

function createExporter(choice: Settings['metrics'][number], namespace: string): MetricExporter {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ResourceMetrics>('metrics');
    case 'console':
      return consoleMetricExporter();
    default:
      return createEmfExporter(namespace);
  }
}

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
function registeredProvider(): MeterProviderApi | undefined {
  const provider = metrics.getMeterProvider();
  return provider.getMeter('otel-powertools') === createNoopMeter() ? undefined : provider;
}

/** Gives each flush the time since the one before: points of a series must not overlap, and none is of a moment only. */
function createClock(): () => Interval {
  let since = Date.now();
  return () => {
    const start = since;
    since = Math.max(Date.now(), start + 1);
    return { startTime: hrTimeOf(start), endTime: hrTimeOf(since) };
  };
}

function settledWithin(task: Promise<unknown>, millis: number): Promise<unknown> {
  return Promise.race([task, new Promise((resolve) => setTimeout(resolve, millis).unref())]);
}

function reportFlushFailure(error: unknown): undefined {
  diag.error('otel-powertools: a metrics exporter could not be flushed.', error);
}

/** One that fails keeps no other from its export. */
function flushExporter(exporter: MetricExporter): Pending {
  try {
    return exporter.isIdle ? undefined : exporter.forceFlush?.()?.catch(reportFlushFailure);
  } catch (error) {
    return reportFlushFailure(error);
  }
}

function exportTo(exporter: MetricExporter, scopeMetrics: ScopeMetrics[]): Pending {
  if (scopeMetrics.length === 0) return flushExporter(exporter);
  const exporting = exportItems(exporter, { resource: resource(), scopeMetrics }, 'metrics');
  return exporting ? exporting.then(() => flushExporter(exporter)) : flushExporter(exporter);
}

function createSignal(): MetricSignal {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled) return none;
  const configured = resolved.metrics.map((choice) => createExporter(choice, resolved.namespace));
  const exporters = new Exporters<MetricExporter>('metrics', configured);
  const foreign = registeredProvider();
  const nextInterval = createClock();
  const published = new PublishedSeries();
  let provider: MeterProvider | undefined;
  const register = (): void => {
    if (provider) return;
    provider = new MeterProvider(
      [...exporters.current.keys()].map((index) => (type) => exporters.current[index]?.selectAggregation?.(type)),
    );
    metrics.setGlobalMeterProvider(provider);
  };
  if (!foreign && exporters.current.length > 0) register();
  // Measurements go through the provider that was there first; what is published has its exporters here as well.
  const elsewhere = foreign && import('./foreign-meter.js').then(({ recordWith }) => recordWith(foreign, ucumOf));

  const isEmpty = (): boolean => published.isEmpty && provider?.hasInstruments !== true;
  const exportAll = (): Pending => {
    if (isEmpty() && !elsewhere) return together(exporters.current.map(flushExporter));
    const interval = nextInterval();
    const gathered = published.take(interval);
    const measured = provider?.collect(interval) ?? [];
    const policy = redaction();
    const exports = exporters.current.map((exporter, index) => {
      const scopes = measured[index] ?? [];
      return exportTo(exporter, [
        // To each its own: an exporter may do with it what it likes.
        ...(exporter.publish ? [] : structuredClone(gathered)),
        ...(policy ? redactScopeMetrics(policy, scopes) : scopes),
      ]);
    });
    if (elsewhere) exports.push(elsewhere.then(() => flushForeign(foreign)));
    return together(exports);
  };
  return {
    flush(reason) {
      notifyFlushListeners();
      return reason === 'exit' ? exportAll() : this.deliver();
    },
    get isPending() {
      return foreign !== undefined || !isEmpty();
    },
    deliver() {
      const observing = provider?.observe();
      // Exporters need their part of the time. What is observed later goes with the next flush.
      return observing ? settledWithin(observing, resolved.flushTimeoutMillis / 2).then(exportAll) : exportAll();
    },
    publish(publication) {
      const policy = redaction();
      const seen = policy ? { ...publication, ...redactPublication(policy, publication) } : publication;
      let isGathered = false;
      for (const exporter of exporters.current) {
        if (exporter.publish) exporter.publish(seen);
        else isGathered = true;
      }
      // Once, for all that get it with the next flush.
      if (isGathered) published.add(seen);
      if (!elsewhere) return;
      // Who publishes may go on with its maps.
      const copy = {
        ...publication,
        dimensions: new Map(publication.dimensions),
        metrics: new Map(publication.metrics),
      };
      void elsewhere.then((record) => record(copy));
    },
    exporters: [...configured, metricRefusals()],
    ...(!foreign && { register }),
  };
}

function notifyFlushListeners(): void {
  for (const listener of flushListeners()) {
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
