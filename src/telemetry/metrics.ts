import { metrics } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  type InstrumentType,
  MeterProvider,
  type MetricProducer,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { EmfMetricExporter } from '../../exporters/emf/index.js';
import { ensureContextManager, onceInProcess } from '../invocation/index.js';
import { deferredExporter } from './deferred-exporter.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { loadOtlpExporter } from './otlp.js';
import { resource } from './resource.js';
import { type Settings, settings } from './settings.js';

interface MetricExporter extends ExporterOf<ResourceMetrics> {
  selectAggregation?(instrument: InstrumentType): AggregationOption;
}

export interface MetricSignal {
  /** Collects what was measured since the last flush, from the meters and from every producer, and exports it. */
  flush(): Promise<void>;
  /** Adds a source of metric data beside the meters, such as the Metrics façade. */
  addProducer(producer: MetricProducer): void;
}

/** Collects when told to and has no timer: a function is frozen between invocations. */
class FlushReader extends MetricReader {
  readonly #exporter: MetricExporter;

  constructor(exporter: MetricExporter, producers: MetricProducer[]) {
    super({
      // A function's environment is one of many and short-lived: only what was added since the last flush adds up.
      aggregationTemporalitySelector: () => AggregationTemporality.DELTA,
      aggregationSelector: (instrument) =>
        exporter.selectAggregation?.(instrument) ?? { type: AggregationType.DEFAULT },
      metricProducers: producers,
    });
    this.#exporter = exporter;
  }

  protected override async onForceFlush(): Promise<void> {
    const { resourceMetrics } = await this.collect();
    if (!resourceMetrics.scopeMetrics.some((scope) => scope.metrics.length > 0)) return;
    await exportItems(this.#exporter, resourceMetrics, 'metrics');
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

const none: MetricSignal = { flush: () => Promise.resolve(), addProducer: () => {} };

const createSignal = (): MetricSignal => {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled || resolved.metrics.length === 0) return none;
  const producers: MetricProducer[] = [];
  const readers = resolved.metrics.map(
    (choice) => new FlushReader(createExporter(choice, resolved.namespace), producers),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ resource: resource(), readers }));
  return {
    async flush() {
      await Promise.all(readers.map((reader) => reader.forceFlush()));
    },
    addProducer(producer) {
      producers.push(producer);
    },
  };
};

/** Registers metrics as configured, once per process. */
export const ensureMetrics = (): MetricSignal => onceInProcess('metrics', createSignal);
