import { diag, metrics } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  type CollectionResult,
  type InstrumentType,
  MeterProvider,
  type MetricProducer,
  MetricReader,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { EmfMetricExporter, type EmfPublication } from '../../exporters/emf/index.js';
import { ensureContextManager, onceInProcess } from '../invocation/index.js';
import { deferredExporter } from './deferred-exporter.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { loadOtlpExporter } from './otlp.js';
import { scopeMetricsOf } from './published-metrics.js';
import { resource } from './resource.js';
import { type Settings, settings } from './settings.js';

export type { EmfPublication } from '../../exporters/emf/index.js';

interface MetricExporter extends ExporterOf<ResourceMetrics> {
  selectAggregation?(instrument: InstrumentType): AggregationOption;
}

export interface MetricSignal {
  /** Collects what was measured since the last flush, from the meters and from what was published, and exports it. */
  flush(): Promise<void>;
  /** Takes metrics that are complete: EMF writes them at once, other exporters get them with the next flush. */
  publish(publication: EmfPublication): void;
}

/** Holds what was published until the reader collects it. */
class PublishedProducer implements MetricProducer {
  #scopes: ScopeMetrics[] = [];

  add(scope: ScopeMetrics): void {
    this.#scopes.push(scope);
  }

  async collect(): Promise<CollectionResult> {
    const scopeMetrics = this.#scopes;
    this.#scopes = [];
    return { resourceMetrics: { resource: resource(), scopeMetrics }, errors: [] };
  }
}

/** Collects when told to and has no timer: a function is frozen between invocations. */
class FlushReader extends MetricReader {
  readonly #exporter: MetricExporter;
  readonly #producer: PublishedProducer;

  constructor(exporter: MetricExporter) {
    const producer = new PublishedProducer();
    super({
      // A function's environment is one of many and short-lived: only what was added since the last flush adds up.
      aggregationTemporalitySelector: () => AggregationTemporality.DELTA,
      aggregationSelector: (instrument) =>
        exporter.selectAggregation?.(instrument) ?? { type: AggregationType.DEFAULT },
      metricProducers: [producer],
    });
    this.#exporter = exporter;
    this.#producer = producer;
  }

  publish(publication: EmfPublication): void {
    // EMF keeps a publication as it is, and writes at once, before anything can end the process.
    if (this.#exporter instanceof EmfMetricExporter) this.#exporter.publish(publication);
    else this.#producer.add(scopeMetricsOf(publication));
  }

  protected override async onForceFlush(): Promise<void> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) diag.warn('otel-powertools: some metrics could not be observed.', ...errors);
    if (resourceMetrics.scopeMetrics.some((scope) => scope.metrics.length > 0)) {
      await exportItems(this.#exporter, resourceMetrics, 'metrics');
    }
    await this.#exporter.forceFlush?.();
  }

  protected override async onShutdown(): Promise<void> {}
}

const createExporter = (choice: Settings['metrics'][number], namespace: string): MetricExporter => {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ResourceMetrics>('metrics');
    case 'console':
      return deferredExporter<ResourceMetrics>(
        async () => new (await import('./console-exporters.js')).ConsoleMetricExporter(),
        'the console exporter could not be loaded.',
      );
    default:
      return new EmfMetricExporter({ namespace });
  }
};

const none: MetricSignal = { flush: () => Promise.resolve(), publish: () => {} };

const createSignal = (): MetricSignal => {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled || resolved.metrics.length === 0) return none;
  const readers = resolved.metrics.map((choice) => new FlushReader(createExporter(choice, resolved.namespace)));
  metrics.setGlobalMeterProvider(new MeterProvider({ resource: resource(), readers }));
  return {
    async flush() {
      notifyFlushListeners();
      await Promise.all(readers.map((reader) => reader.forceFlush()));
    },
    publish(publication) {
      for (const reader of readers) reader.publish(publication);
    },
  };
};

const notifyFlushListeners = (): void => {
  for (const listener of flushListeners()) {
    try {
      listener();
    } catch (error) {
      diag.error('otel-powertools: metrics recorded outside an invocation could not be published.', error);
    }
  }
};

const flushListeners = (): Set<() => void> => onceInProcess('metrics.flush-listeners', () => new Set());

/** Calls `listener` at the start of each flush, to publish what was recorded outside any invocation. */
export const beforeMetricsFlush = (listener: () => void): void => {
  flushListeners().add(listener);
};

/** Registers metrics as configured, once per process. */
export const ensureMetrics = (): MetricSignal => onceInProcess('metrics', createSignal);
