import { diag } from '@opentelemetry/api';
import { type Invocation, processInvocation } from '../invocation/index.js';
import { beforeMetricsFlush, ensureMetrics } from '../telemetry/metrics.js';
import { checkDimensionCount, validDimensions } from './dimensions.js';
import type { MetricsOptions } from './options.js';
import { publicationsOf } from './publication.js';
import { type MetricsSettings, readMetricsSettings } from './settings.js';
import { MetricStore, storeOf } from './store.js';

/** What is behind a Metrics instance: its settings, its default dimensions and what it holds for each invocation. */
export class Recorder {
  readonly settings: MetricsSettings;
  readonly #options: MetricsOptions;
  readonly #ownDefaults: ReadonlyMap<string, string>;
  #defaultDimensions: ReadonlyMap<string, string> | undefined;

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.settings = readMetricsSettings(options, this.warn);
    this.#ownDefaults = validDimensions(options.defaultDimensions ?? {}, this.warn);
    checkDimensionCount(new Map([['service', '']]), this.#ownDefaults);
  }

  readonly warn = (message: string): void => {
    if (this.#options.logger) this.#options.logger.warn(message);
    else diag.warn(`otel-powertools: ${message}`);
  };

  /** The dimensions that every invocation starts with. The service is known at first need only. */
  get defaultDimensions(): ReadonlyMap<string, string> {
    this.#defaultDimensions ??= new Map([
      ...validDimensions({ service: this.settings.service() }, this.warn),
      ...this.#ownDefaults,
    ]);
    return this.#defaultDimensions;
  }

  set defaultDimensions(dimensions: ReadonlyMap<string, string>) {
    this.#defaultDimensions = dimensions;
  }

  /** What is held for the current invocation. */
  store(): MetricStore {
    return storeOf(this, this.#createStore);
  }

  readonly #createStore = (invocation: Invocation): MetricStore => {
    const store = new MetricStore(this.defaultDimensions);
    // What is published as soon as it is added has nothing to hand over at the end.
    if (this.#options.singleMetric) return store;
    const handOver = (): void => this.publish(store);
    if (invocation === processInvocation()) beforeMetricsFlush(handOver);
    else invocation.onFlush(handOver);
    return store;
  };

  /** A line has one value for each dimension: what was recorded under the old one is published before it changes. */
  beforeOverwriting(store: MetricStore, added: ReadonlyMap<string, string>): void {
    const overwritten = store.overwrittenBy(added);
    if (overwritten.length === 0) return;
    this.warn(`The dimension "${overwritten.join('", "')}" gets another value; what follows has the new one.`);
    this.publish(store);
  }

  /** Publishes the metrics of the store; dimensions and metadata stay for those that follow. */
  publish(store: MetricStore): void {
    const { groups } = store;
    if (groups.length === 0) return;
    try {
      if (this.settings.disabled) return;
      const namespace = this.settings.namespace();
      const signal = ensureMetrics();
      for (const group of groups) {
        for (const publication of publicationsOf(store, group, namespace, this.warn)) signal.publish(publication);
      }
    } finally {
      store.clearMetrics();
    }
  }
}
