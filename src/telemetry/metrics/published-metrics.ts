import type { MetricDescriptor, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { EmfPublication } from '../../../exporters/emf/index.js';
import type { Aggregation } from '../meters/aggregation.js';
import { ExplicitHistogram } from '../meters/explicit-histogram.js';
import { ExponentialHistogram } from '../meters/exponential-histogram.js';
import { DataPointType, DOUBLE, type Interval } from '../meters/metric-data.js';
import { MetricStorage } from '../meters/metric-storage.js';
import { createSeriesKeys } from '../meters/series-key.js';
import { ucumOf } from './ucum.js';

/** What `Metrics` publishes. */
export interface MetricPublication extends EmfPublication {
  /** Whether the timestamp was asked for, and is not just that of the publication. Default: false. */
  readonly hasOwnTime?: boolean;
}

interface PublishedMetric {
  readonly descriptor: MetricDescriptor;
  readonly storage: MetricStorage;
}

/**
 * Gathers what is published until it is taken as the SDK's metric data: one point for each series, because to a backend
 * two points of one series and time are one point sent twice.
 */
export class PublishedSeries {
  /** By namespace, which tells the same metric name of two sources apart, as a scope does, and by name and unit. */
  readonly #scopes = new Map<string, Map<string, PublishedMetric>>();
  readonly #keyOf = createSeriesKeys();
  readonly #aggregation: Aggregation;

  /** @param isExponential - Whether histograms have exponential buckets. Default: they have those of the specification. */
  constructor(isExponential = false) {
    this.#aggregation = isExponential ? EXPONENTIAL : EXPLICIT;
  }

  get isEmpty(): boolean {
    return this.#scopes.size === 0;
  }

  add({ namespace, timestamp, hasOwnTime, dimensions, metrics }: MetricPublication): void {
    const attributes = Object.fromEntries(dimensions);
    const time = hasOwnTime ? timestamp : undefined;
    const key = `${time} ${this.#keyOf(attributes)}`;
    const scope = this.#scopes.get(namespace) ?? new Map<string, PublishedMetric>();
    this.#scopes.set(namespace, scope);
    for (const { name, unit, values } of metrics.values()) {
      const identity = JSON.stringify([name, unit]);
      const metric = scope.get(identity) ?? createMetric(name, unit, this.#aggregation);
      scope.set(identity, metric);
      for (const value of values) metric.storage.record(key, attributes, value, time);
    }
  }

  take(interval: Interval): ScopeMetrics[] {
    const taken = [...this.#scopes].map(([name, metrics]) => ({
      scope: { name },
      metrics: [...metrics.values()].flatMap(({ descriptor, storage }) => storage.collect(descriptor, interval) ?? []),
    }));
    this.#scopes.clear();
    return taken;
  }
}

const EXPLICIT: Aggregation = {
  kind: { dataPointType: DataPointType.HISTOGRAM },
  create: () => new ExplicitHistogram(),
};

const EXPONENTIAL: Aggregation = {
  kind: { dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM },
  create: () => new ExponentialHistogram(),
};

function createMetric(name: string, unit: string, aggregation: Aggregation): PublishedMetric {
  return {
    descriptor: { name, description: '', unit: ucumOf(unit), valueType: DOUBLE },
    storage: new MetricStorage(aggregation, Infinity),
  };
}
