import type { Metrics } from './metrics.js';
import type { MetricUnit } from './units.js';

/** What {@link Metrics} has of the metrics of Powertools, for code that takes any of the two. */
export interface MetricsInterface
  extends Pick<
    Metrics,
    | 'addDimension'
    | 'addDimensions'
    | 'addMetadata'
    | 'addMetric'
    | 'captureColdStartMetric'
    | 'clearDefaultDimensions'
    | 'clearDimensions'
    | 'clearMetadata'
    | 'clearMetrics'
    | 'logMetrics'
    | 'publishStoredMetrics'
    | 'serializeMetrics'
    | 'setDefaultDimensions'
    | 'setFunctionName'
    | 'setThrowOnEmptyMetrics'
    | typeof Symbol.dispose
  > {
  /** Sets the time of what is published next. */
  setTimestamp(timestamp: number | Date): unknown;
  /** Metrics of which each is published at once. */
  singleMetric(): MetricsInterface;
}

/** A metric that waits to be published, as Powertools keeps it. */
export interface StoredMetric {
  /** What the metric is called. */
  name: string;
  /** What its values are counted in. */
  unit: MetricUnit;
  /** Its value, or values. */
  value: number | number[];
  /** Seconds that CloudWatch keeps apart: 60, or 1. */
  resolution: 1 | 60;
}

/** Metrics that wait to be published, by name. */
export type StoredMetrics = Record<string, StoredMetric>;
