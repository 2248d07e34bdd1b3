import type { HrTime } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData, type ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { EmfDocumentHints } from '../../exporters/emf/index.js';
import { ExactHistogram } from './exact-histogram.js';

/** Every value of one metric. */
export interface PublishedMetric {
  readonly name: string;
  /** A CloudWatch unit. */
  readonly unit: string;
  /** Seconds that CloudWatch keeps apart: 1 or 60. */
  readonly resolution: number;
  readonly values: readonly number[];
}

/** Metrics that are complete and share their dimensions. */
export interface PublishedMetrics extends EmfDocumentHints {
  readonly metrics: Iterable<PublishedMetric>;
}

/** Metric data of the SDK's own shape, with what the EMF exporter needs beside. */
export interface PublishedScope extends ScopeMetrics {
  readonly emf: EmfDocumentHints;
}

// ValueType.DOUBLE of the API, whose enum would be loaded for this one number.
const DOUBLE = 1;

const hrTimeOf = (milliseconds: number): HrTime => {
  const seconds = Math.trunc(milliseconds / 1000);
  return [seconds, (milliseconds - seconds * 1000) * 1_000_000];
};

/** A delta histogram for each metric: its count, sum and buckets are exact, and so are the values it carries. */
export const publishedScope = (published: PublishedMetrics): PublishedScope => {
  const time = hrTimeOf(published.timestamp);
  const attributes = Object.fromEntries(published.dimensions);
  const metrics: MetricData[] = [];
  for (const { name, unit, resolution, values } of published.metrics) {
    const descriptor = { name, description: '', unit, valueType: DOUBLE, storageResolution: resolution };
    metrics.push({
      descriptor,
      aggregationTemporality: AggregationTemporality.DELTA,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [{ startTime: time, endTime: time, attributes, value: new ExactHistogram(values) }],
    });
  }
  // The namespace is what tells the same metric name of two sources apart, as a scope does.
  return { scope: { name: published.namespace }, metrics, emf: published };
};
