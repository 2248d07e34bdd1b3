import { diag } from '@opentelemetry/api';
import { createSlot, currentInvocation, type Invocation, processInvocation, type Slot } from '../invocation/index.js';
import { ensureMetrics } from '../telemetry/metrics.js';
import { configuredOptions, DEFAULT_NAMESPACE, settings } from '../telemetry/settings.js';
import { checkDimensionCount, validDimensions } from './dimensions.js';
import type { Dimensions, MetricsOptions } from './options.js';
import { publications } from './publication.js';
import { MetricStore } from './store.js';
import { MetricResolution, type MetricUnit } from './units.js';
import { checkMetric } from './validate.js';

const COLD_START_METRIC = 'ColdStart';
const MAX_METRICS = 100;
const MAX_VALUES = 100;

/** Options of one measurement. */
export interface AddMetricOptions {
  readonly resolution?: MetricResolution;
  /** Dimensions of this measurement only, beside those of the invocation. */
  readonly dimensions?: Readonly<Dimensions>;
}

export class Metrics {
  readonly #slot: Slot<MetricStore>;
  readonly #options: MetricsOptions;
  readonly #env: Readonly<Record<'service' | 'namespace' | 'functionName', string | undefined>>;
  #defaults: ReadonlyMap<string, string> | undefined;
  #coldStartTaken = false;
  #throwOnEmpty = false;

  constructor(options: MetricsOptions = {}) {
    this.#options = options;
    this.#env = {
      service: process.env.POWERTOOLS_SERVICE_NAME?.trim(),
      namespace: process.env.POWERTOOLS_METRICS_NAMESPACE?.trim(),
      functionName: process.env.POWERTOOLS_METRICS_FUNCTION_NAME?.trim(),
    };
    this.#slot = createSlot('metrics', (invocation) => this.#createStore(invocation));
  }

  addMetric(
    name: string,
    unit: MetricUnit,
    value: number,
    options: MetricResolution | AddMetricOptions = MetricResolution.Standard,
  ): this {
    const { resolution = MetricResolution.Standard, dimensions } =
      typeof options === 'object' ? options : { resolution: options };
    checkMetric(name, unit, value, resolution);
    const store = this.#store();
    const group = store.group(dimensions && validDimensions(dimensions, this.#warn));
    let metric = group.metrics.get(name);
    if (!metric) {
      if (group.metrics.size >= MAX_METRICS) this.#publish(store);
      metric = { name, unit, resolution, values: [] };
      group.metrics.set(name, metric);
    }
    metric.values.push(value);
    if (metric.values.length >= MAX_VALUES) this.#publish(store);
    if (this.#options.singleMetric) this.publishStoredMetrics();
    return this;
  }

  addDimension(name: string, value: string): this {
    const store = this.#store();
    for (const [key, text] of validDimensions({ [name]: value }, this.#warn)) store.dimensions.set(key, text);
    checkDimensionCount(store.defaultDimensions, store.dimensions);
    return this;
  }

  addMetadata(key: string, value: unknown): this {
    this.#store().metadata.set(key, value);
    return this;
  }

  hasStoredMetrics(): boolean {
    return !this.#store().isEmpty;
  }

  publishStoredMetrics(): this {
    const store = this.#store();
    try {
      if (!store.isEmpty) this.#publish(store);
      else if (this.#throwOnEmpty) throw new RangeError('No metric was recorded.');
      else this.#warn('No metric was recorded; nothing is published.');
    } finally {
      store.clear();
    }
    return this;
  }

  captureColdStartMetric(functionName?: string): void {
    if (this.#coldStartTaken) return;
    const invocation = currentInvocation();
    if (!invocation.coldStart) return;
    this.#coldStartTaken = true;
    const single = this.singleMetric();
    const name = this.#options.functionName ?? this.#env.functionName ?? functionName;
    if (name) single.addDimension('function_name', name);
    single.addMetric(COLD_START_METRIC, 'Count', 1);
  }

  singleMetric(): Metrics {
    return new Metrics({
      ...this.#options,
      defaultDimensions: Object.fromEntries(this.#store().defaultDimensions),
      singleMetric: true,
    });
  }

  setThrowOnEmptyMetrics(enabled: boolean): this {
    this.#throwOnEmpty = enabled;
    return this;
  }

  readonly #warn = (message: string): void => {
    const text = `otel-powertools: ${message}`;
    if (this.#options.logger) this.#options.logger.warn(text);
    else diag.warn(text);
  };

  #store(): MetricStore {
    return currentInvocation().get(this.#slot);
  }

  #createStore(invocation: Invocation): MetricStore {
    const store = new MetricStore(this.#defaultDimensions());
    if (invocation !== processInvocation()) {
      invocation.onFlush(() => {
        if (!store.isEmpty) this.#publish(store);
        store.clear();
      });
    }
    return store;
  }

  #defaultDimensions(): ReadonlyMap<string, string> {
    if (!this.#defaults) {
      const service =
        this.#options.serviceName || configuredOptions().service || this.#env.service || settings().service;
      this.#defaults = validDimensions({ service, ...this.#options.defaultDimensions }, this.#warn);
    }
    return this.#defaults;
  }

  #namespace(): string {
    const namespace = this.#options.namespace || configuredOptions().namespace || this.#env.namespace;
    if (namespace) return namespace;
    this.#warn(`No namespace is set; metrics go to "${DEFAULT_NAMESPACE}".`);
    return DEFAULT_NAMESPACE;
  }

  /** Hands over the metrics; dimensions and metadata stay for those that follow. */
  #publish(store: MetricStore): void {
    const signal = ensureMetrics();
    for (const publication of publications(store, this.#namespace(), this.#warn)) signal.publish(publication);
    store.clearMetrics();
  }
}
