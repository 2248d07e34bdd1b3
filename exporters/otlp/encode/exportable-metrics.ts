import type { HrTime } from '@opentelemetry/api';
import type { ExportableAttributes, ExportableResource, ExportableScope } from '../../exportable-span.js';

/**
 * The metric data of the OpenTelemetry SDK, as far as it is read. `ResourceMetrics` of SDK 2.x and of 3.x both fit, so
 * neither has to be installed.
 */
export interface ExportableMetrics {
  /** What made the metrics: the service, the function, the region. */
  readonly resource: ExportableResource;
  /** The metrics, by the meter that made them. */
  readonly scopeMetrics: readonly {
    readonly scope: ExportableScope;
    readonly metrics: readonly ExportableMetric[];
  }[];
}

export interface ExportableMetric {
  /** The name, description and unit of the instrument. */
  readonly descriptor: {
    readonly name: string;
    readonly description?: string;
    readonly unit?: string;
    /** The API's `ValueType`: integers 0, doubles 1. */
    readonly valueType?: number;
  };
  /** Deltas 0, cumulative 1. */
  readonly aggregationTemporality: number;
  /** One of `DataPointType`. */
  readonly dataPointType: number;
  /** Of a sum: whether it can only grow. */
  readonly isMonotonic?: boolean;
  /** One measurement for each set of attributes. */
  readonly dataPoints: readonly ExportableDataPoint[];
}

export interface ExportableDataPoint {
  /** The start of the measurement: seconds since the epoch, and nanoseconds. */
  readonly startTime: HrTime;
  /** The end of the measurement: seconds since the epoch, and nanoseconds. */
  readonly endTime: HrTime;
  /** What tells this measurement from others of the metric. */
  readonly attributes: ExportableAttributes;
  /** A number of sums and gauges, else a histogram. */
  readonly value: number | ExportableHistogram | ExportableExponentialHistogram;
}

interface Distribution {
  /** How many values there are. */
  readonly count: number;
  /** The total of the values. Absent where it is not recorded. */
  readonly sum?: number;
  /** The least of the values. Absent where it is not recorded. */
  readonly min?: number;
  /** The greatest of the values. Absent where it is not recorded. */
  readonly max?: number;
}

export interface ExportableHistogram extends Distribution {
  /** The upper limits of the buckets, and how many values are in each: one bucket more than limits. */
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

export interface ExportableExponentialHistogram extends Distribution {
  /** How fine the buckets are: each ends at 2^(2^-scale) times its start. */
  readonly scale: number;
  /** How many values are zero. */
  readonly zeroCount: number;
  /** The buckets of the values above zero. */
  readonly positive: ExportableBuckets;
  /** The buckets of the values below zero, by their amount. */
  readonly negative: ExportableBuckets;
}

export interface ExportableBuckets {
  /** The index of the first bucket. */
  readonly offset: number;
  /** How many values are in each bucket, from the first on. */
  readonly bucketCounts: readonly number[];
}

/** The numbers behind the SDK's enum: to import that would load the SDK. */
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;
