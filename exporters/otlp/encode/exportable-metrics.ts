import type { HrTime } from '@opentelemetry/api';
import type { ExportableAttributes, ExportableResource, ExportableScope } from '../../exportable-span.js';

/**
 * The metric data of the OpenTelemetry SDK, as far as it is read. `ResourceMetrics` of SDK 2.x and of 3.x both fit, so
 * neither has to be installed.
 */
export interface ExportableMetrics {
  readonly resource: ExportableResource;
  readonly scopeMetrics: readonly {
    readonly scope: ExportableScope;
    readonly metrics: readonly ExportableMetric[];
  }[];
}

export interface ExportableMetric {
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
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly ExportableDataPoint[];
}

export interface ExportableDataPoint {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: ExportableAttributes;
  readonly value: number | ExportableHistogram | ExportableExponentialHistogram;
}

interface Distribution {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface ExportableHistogram extends Distribution {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

export interface ExportableExponentialHistogram extends Distribution {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExportableBuckets;
  readonly negative: ExportableBuckets;
}

export interface ExportableBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** The numbers behind the SDK's enum: to import that would load the SDK. */
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;
