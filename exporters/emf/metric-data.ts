/**
 * The metric data of the OpenTelemetry SDK, as far as this exporter reads it. The types of SDK 2.x and of 3.x both are
 * assignable to these, so neither has to be installed.
 */
export interface EmfResourceMetrics {
  /** What made the metrics: its attributes have the name of the service. */
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  /** The metrics, by the meter that made them. */
  readonly scopeMetrics: readonly EmfScopeMetrics[];
}

export interface EmfScopeMetrics {
  /** The meter: its name, and the version if it has one. */
  readonly scope: { readonly name: string; readonly version?: string };
  /** What the meter's instruments have measured. */
  readonly metrics: readonly EmfMetricData[];
}

export interface EmfMetricData {
  /** The name and unit of the instrument. */
  readonly descriptor: EmfMetricDescriptor;
  /** Delta 0, cumulative 1. */
  readonly aggregationTemporality: number;
  /** Histogram 0, exponential histogram 1, gauge 2, sum 3. */
  readonly dataPointType: number;
  /** Of a sum: whether it can only grow. */
  readonly isMonotonic?: boolean;
  /** One measurement for each set of attributes. */
  readonly dataPoints: readonly EmfDataPoint[];
}

export interface EmfMetricDescriptor {
  /** What the instrument is called; so will the metric be. */
  readonly name: string;
  /** The unit in UCUM, such as `ms` or `By`. Empty: none. */
  readonly unit: string;
}

export interface EmfDataPoint {
  /** Seconds since the epoch, and nanoseconds. */
  readonly endTime: readonly [number, number];
  /** What tells this measurement from others of the metric; some become dimensions. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** A number of sums and gauges, else a histogram. */
  readonly value: number | EmfHistogram | EmfExponentialHistogram;
}

export interface EmfHistogram {
  /** The upper limits of the buckets, and how many values are in each: one bucket more than limits. */
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  /** How many values there are. */
  readonly count: number;
  /** The total of the values. Absent where it is not recorded. */
  readonly sum?: number;
  /** The least of the values. Absent where it is not recorded. */
  readonly min?: number;
  /** The greatest of the values. Absent where it is not recorded. */
  readonly max?: number;
  /** Every value, where the producer kept them: CloudWatch then computes exact percentiles. The SDK never sets it. */
  readonly values?: readonly number[];
}

export interface EmfExponentialHistogram {
  /** How many values there are. */
  readonly count: number;
  /** The total of the values. Absent where it is not recorded. */
  readonly sum?: number;
  /** The least of the values. Absent where it is not recorded. */
  readonly min?: number;
  /** The greatest of the values. Absent where it is not recorded. */
  readonly max?: number;
  /** How fine the buckets are: each ends at 2^(2^-scale) times its start. */
  readonly scale: number;
  /** How many values are zero. */
  readonly zeroCount: number;
  /** The buckets of the values above zero. */
  readonly positive: EmfExponentialBuckets;
  /** The buckets of the values below zero, by their amount. */
  readonly negative: EmfExponentialBuckets;
}

export interface EmfExponentialBuckets {
  /** The index of the first bucket. */
  readonly offset: number;
  /** How many values are in each bucket, from the first on. */
  readonly bucketCounts: readonly number[];
}

/** The numbers behind the SDK's enums, which exporters must not import at run time. */
export const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const;
export const AggregationType = { DEFAULT: 0, EXPONENTIAL_HISTOGRAM: 5 } as const;
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;
export const ExportResultCode = { SUCCESS: 0, FAILED: 1 } as const;
