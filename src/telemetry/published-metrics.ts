import type { HrTime } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData, type ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { EmfPublication } from '../../exporters/emf/index.js';
import { exactHistogram } from './exact-histogram.js';
import { ucumOf } from './ucum.js';

// ValueType.DOUBLE of the API, whose enum would be loaded for this one number.
const DOUBLE = 1;

const hrTimeOf = (milliseconds: number): HrTime => {
  const seconds = Math.trunc(milliseconds / 1000);
  return [seconds, (milliseconds - seconds * 1000) * 1_000_000];
};

/** What was published as the SDK's metric data: a delta histogram for each metric, with exact totals and buckets. */
export const scopeMetricsOf = ({ namespace, timestamp, dimensions, metrics }: EmfPublication): ScopeMetrics => {
  const time = hrTimeOf(timestamp);
  const attributes = Object.fromEntries(dimensions);
  return {
    // The namespace tells the same metric name of two sources apart, as a scope does.
    scope: { name: namespace },
    metrics: [...metrics.values()].map(
      ({ name, unit, values }): MetricData => ({
        descriptor: { name, description: '', unit: ucumOf(unit), valueType: DOUBLE },
        aggregationTemporality: AggregationTemporality.DELTA,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: [{ startTime: time, endTime: time, attributes, value: exactHistogram(values) }],
      }),
    ),
  };
};
