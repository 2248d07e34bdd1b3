import type { HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { EmfPublication } from '../../exporters/emf/index.js';
import { exactHistogram } from './exact-histogram.js';
import { ucumOf } from './ucum.js';

/** What `Metrics` publishes. */
export interface MetricPublication extends EmfPublication {
  /** Whether the timestamp was asked for, and is not just that of the publication. Default: false. */
  readonly hasOwnTime?: boolean;
}

/** All values of one metric that have the same dimensions. */
interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, where one was asked for. */
  readonly time: number | undefined;
  readonly values: number[];
}

// ValueType.DOUBLE of the API, whose enum would be loaded for this one number.
const DOUBLE = 1;

const hrTimeOf = (milliseconds: number): HrTime => {
  const seconds = Math.trunc(milliseconds / 1000);
  return [seconds, (milliseconds - seconds * 1000) * 1_000_000];
};

const keyOf = ({ namespace, name, unit, attributes, time }: Omit<Series, 'values'>): string =>
  JSON.stringify([namespace, name, unit, Object.entries(attributes).sort(), time]);

/** A delta histogram. */
const metricOf = ({ name, unit }: Series): HistogramMetricData => ({
  descriptor: { name, description: '', unit: ucumOf(unit), valueType: DOUBLE },
  aggregationTemporality: AggregationTemporality.DELTA,
  dataPointType: DataPointType.HISTOGRAM,
  dataPoints: [],
});

/** Exact totals and buckets. A time that was asked for is a moment; a point takes some time, if only a millisecond. */
const pointOf = ({ attributes, time, values }: Series, start: number, end: number): DataPoint<Histogram> => ({
  startTime: hrTimeOf(time === undefined ? start : time - 1),
  endTime: hrTimeOf(time ?? end),
  attributes: { ...attributes },
  value: exactHistogram(values),
});

/**
 * Gathers what is published until it is taken as the SDK's metric data: one point for each series, because to a backend
 * two points of one series and time are one point sent twice.
 */
export class PublishedSeries {
  readonly #series = new Map<string, Series>();
  /** Milliseconds since the epoch at which what was taken last ended: points of a series must not overlap. */
  #since = Date.now();

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  add({ namespace, timestamp, hasOwnTime, dimensions, metrics }: MetricPublication): void {
    const attributes = Object.fromEntries(dimensions);
    const time = hasOwnTime ? timestamp : undefined;
    for (const { name, unit, values } of metrics.values()) {
      const identity = { namespace, name, unit, attributes, time };
      const key = keyOf(identity);
      const held = this.#series.get(key);
      if (held) held.values.push(...values);
      else this.#series.set(key, { ...identity, values: [...values] });
    }
  }

  take(): ScopeMetrics[] {
    const start = this.#since;
    // Never empty, also where the clock stands still or goes back.
    const end = Math.max(Date.now(), start + 1);
    this.#since = end;
    // The namespace tells the same metric name of two sources apart, as a scope does.
    const scopes = new Map<string, Map<string, HistogramMetricData>>();
    for (const series of this.#series.values()) {
      const metrics = scopes.get(series.namespace) ?? new Map<string, HistogramMetricData>();
      const key = JSON.stringify([series.name, series.unit]);
      const metric = metrics.get(key) ?? metricOf(series);
      metric.dataPoints.push(pointOf(series, start, end));
      scopes.set(series.namespace, metrics.set(key, metric));
    }
    this.#series.clear();
    return [...scopes].map(([name, metrics]) => ({ scope: { name }, metrics: [...metrics.values()] }));
  }
}
