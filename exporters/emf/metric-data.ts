/**
 * The metric data of the OpenTelemetry SDK, as far as this exporter reads it. The types of SDK 2.x and of 3.x both are
 * assignable to these, so neither has to be installed.
 */
export interface EmfResourceMetrics {
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  readonly scopeMetrics: readonly EmfScopeMetrics[];
}

export interface EmfScopeMetrics {
  readonly scope: { readonly name: string; readonly version?: string };
  readonly metrics: readonly EmfMetricData[];
}

export interface EmfMetricData {
  readonly descriptor: EmfMetricDescriptor;
  /** Delta 0, cumulative 1. */
  readonly aggregationTemporality: number;
  /** Histogram 0, exponential histogram 1, gauge 2, sum 3. */
  readonly dataPointType: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly EmfDataPoint[];
}

export interface EmfMetricDescriptor {
  readonly name: string;
  readonly unit: string;
}

export interface EmfDataPoint {
  /** Seconds since the epoch, and nanoseconds. */
  readonly endTime: readonly [number, number];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number | EmfHistogram | EmfExponentialHistogram;
}

export interface EmfHistogram {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Every value, where the producer kept them: CloudWatch then computes exact percentiles. The SDK never sets it. */
  readonly values?: readonly number[];
}

export interface EmfExponentialHistogram {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: EmfExponentialBuckets;
  readonly negative: EmfExponentialBuckets;
}

export interface EmfExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** The numbers behind the SDK's enums, which exporters must not import at run time. */
export const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const;
export const AggregationType = { DEFAULT: 0, EXPONENTIAL_HISTOGRAM: 5 } as const;
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;
export const ExportResultCode = { SUCCESS: 0, FAILED: 1 } as const;
