import { createNoopMeter, diag, type MeterProvider as MeterProviderApi, metrics } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  type InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { EmfExporter } from '../../exporters/emf/emf-exporter.js';
import type { EmfPublication } from '../../exporters/emf/index.js';
import { isNamespace, NAMESPACE_RULE } from '../../exporters/emf/limits.js';
import { defaultRules } from '../../exporters/emf/rules.js';
import { ensureContextManager, onceInProcess } from '../invocation/index.js';
import { consoleMetricExporter } from './console-exporters.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { Exporters } from './exporters.js';
import { flushForeign } from './foreign.js';
import { loadOtlpExporter } from './otlp.js';
import { type MetricPublication, PublishedSeries } from './published-metrics.js';
import { redactPublication, redactScopeMetrics } from './redact-signals.js';
import { redaction } from './redaction.js';
import { resource } from './resource.js';
import { DEFAULT_NAMESPACE, type Settings, settings } from './settings.js';
import { ucumOf } from './ucum.js';

interface MetricExporter extends ExporterOf<ResourceMetrics> {
  selectAggregation?(instrument: InstrumentType): AggregationOption;
  /** EMF keeps a publication as it is, and writes at once, before anything can end the process. */
  publish?(publication: EmfPublication): void;
}

export interface MetricSignal {
  /** Has everything published that waits for a flush, and delivers. */
  flush(): Promise<void>;
  /** Collects what was measured since the last time, from the meters and from what was published, and exports it. */
  deliver(): Promise<void>;
  /** Whether there may be something to deliver. */
  readonly isPending: boolean;
  /** Takes metrics that are complete: EMF writes them at once, other exporters get them with the next flush. */
  publish(publication: MetricPublication): void;
  /** Registers a provider even where nothing is exported. Missing where measurements are not ours to take. */
  register?(): void;
  /** Those configured, and what is refused before it gets to them: what was lost is in their counters. */
  readonly exporters?: readonly object[];
}

/** Collects for one of the exporters, when told to and without a timer: a function is frozen between invocations. */
class FlushReader extends MetricReader {
  readonly #exporters: Exporters<MetricExporter>;
  readonly #index: number;
  /** What was published and waits for the next flush. */
  readonly #published = new PublishedSeries();
  #hasMeters = false;

  constructor(exporters: Exporters<MetricExporter>, index: number) {
    super({
      // A function's environment is one of many and short-lived: only what was added since the last flush adds up.
      aggregationTemporalitySelector: () => AggregationTemporality.DELTA,
      aggregationSelector: (instrument) =>
        exporters.current[index]?.selectAggregation?.(instrument) ?? { type: AggregationType.DEFAULT },
    });
    this.#exporters = exporters;
    this.#index = index;
  }

  get #exporter(): MetricExporter | undefined {
    return this.#exporters.current[this.#index];
  }

  get isPending(): boolean {
    return this.#hasMeters || !this.#published.isEmpty;
  }

  publish(publication: MetricPublication): void {
    const exporter = this.#exporter;
    const policy = redaction();
    const seen = policy ? { ...publication, ...redactPublication(policy, publication) } : publication;
    if (exporter?.publish) exporter.publish(seen);
    else if (exporter) this.#published.add(seen);
  }

  protected override onInitialized(): void {
    this.#hasMeters = true;
  }

  protected override async onForceFlush(): Promise<void> {
    const scopeMetrics = this.#published.take();
    if (this.#hasMeters) scopeMetrics.push(...(await this.#measured()));
    const exporter = this.#exporter;
    if (exporter && scopeMetrics.length > 0) {
      await exportItems(exporter, { resource: resource(), scopeMetrics }, 'metrics');
    }
    await exporter?.forceFlush?.();
  }

  async #measured(): Promise<ScopeMetrics[]> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) diag.warn('otel-powertools: some metrics could not be observed.', ...errors);
    const scopes = resourceMetrics.scopeMetrics.filter((scope) => scope.metrics.length > 0);
    const policy = redaction();
    return policy ? redactScopeMetrics(policy, scopes) : scopes;
  }

  protected override async onShutdown(): Promise<void> {}
}

/** A namespace that CloudWatch refuses costs its name, not the function. */
const createEmfExporter = (namespace: string): EmfExporter => {
  if (isNamespace(namespace)) return new EmfExporter(defaultRules(namespace));
  diag.error(
    `otel-powertools: CloudWatch does not take the namespace "${namespace}": metrics go to "${DEFAULT_NAMESPACE}". ${NAMESPACE_RULE}`,
  );
  return new EmfExporter(defaultRules(DEFAULT_NAMESPACE));
};

const createExporter = (choice: Settings['metrics'][number], namespace: string): MetricExporter => {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ResourceMetrics>('metrics');
    case 'console':
      return consoleMetricExporter();
    default:
      return createEmfExporter(namespace);
  }
};

const none: MetricSignal = {
  flush: () => Promise.resolve(),
  deliver: () => Promise.resolve(),
  isPending: false,
  publish: () => {},
};

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
const registeredProvider = (): MeterProviderApi | undefined => {
  const provider = metrics.getMeterProvider();
  return provider.getMeter('otel-powertools') === createNoopMeter() ? undefined : provider;
};

/** Registers a provider that makes the SDK's at the first meter: a function that has none does not pay for it. */
const registerProvider = (readers: FlushReader[]): void => {
  let provider: MeterProvider | undefined;
  metrics.setGlobalMeterProvider({
    getMeter(name, version, options) {
      provider ??= new MeterProvider({ resource: resource(), readers });
      return provider.getMeter(name, version, options);
    },
  });
};

const createSignal = (): MetricSignal => {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled) return none;
  const configured = resolved.metrics.map((choice) => createExporter(choice, resolved.namespace));
  const exporters = new Exporters<MetricExporter>('metrics', configured);
  const readers: FlushReader[] = [];
  const foreign = registeredProvider();
  const register = (): void => {
    if (readers.length > 0) return;
    for (const index of exporters.current.keys()) readers.push(new FlushReader(exporters, index));
    if (!foreign) registerProvider(readers);
  };
  if (exporters.current.length > 0) register();
  // Measurements go through the provider that was there first; what is published has its exporters here as well.
  const elsewhere = foreign && import('./foreign-meter.js').then(({ recordWith }) => recordWith(foreign, ucumOf));
  return {
    flush() {
      notifyFlushListeners();
      return this.deliver();
    },
    get isPending() {
      // Asked at each publication: without a function for each time.
      for (const reader of readers) if (reader.isPending) return true;
      return foreign !== undefined;
    },
    async deliver() {
      const flushes = readers.map((reader) => reader.forceFlush());
      if (elsewhere) flushes.push(elsewhere.then(() => flushForeign(foreign)));
      await Promise.all(flushes);
    },
    publish(publication) {
      for (const reader of readers) reader.publish(publication);
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

/** Calls `listener` at the start of each flush, to publish what no end of an invocation will, until it is withdrawn. */
export const beforeMetricsFlush = (listener: () => void): void => void flushListeners().add(listener);

export const withdrawFromMetricsFlush = (listener: () => void): void => void flushListeners().delete(listener);

/** What `Metrics` has left out, because CloudWatch would have refused it and the rest of its line with it. */
export const metricRefusals = () =>
  onceInProcess('metrics.refusals', () => ({ dropped: { refusedValues: 0, refusedDimensions: 0 } }));

/** Registers metrics as configured, once per process. */
export const ensureMetrics = (): MetricSignal => onceInProcess('metrics', createSignal);
