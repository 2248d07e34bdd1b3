import type { MetricResolution, MetricUnit } from '../units.js';

/** How a document declares a metric. */
export interface MetricDefinition {
  /** The metric's name: the member of the document that holds its values. */
  readonly Name: string;
  /** One of CloudWatch's units, such as `Count`. */
  readonly Unit: MetricUnit;
  /** Seconds that CloudWatch keeps apart: 1 or 60. Absent: 60. */
  readonly StorageResolution?: MetricResolution;
}

/** A document in CloudWatch's Embedded Metric Format. */
export interface EmfOutput {
  readonly [member: string]: unknown;
  /** What CloudWatch reads: the time in milliseconds since the epoch, and which members are metrics and dimensions. */
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly MetricDefinition[];
    }[];
  };
}

/** Where a member of a document comes from. */
export type EmfKeySource = 'default dimension' | 'dimension' | 'dimension set' | 'metadata';
