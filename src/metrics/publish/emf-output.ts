import type { MetricResolution, MetricUnit } from '../units.js';

/** How a document declares a metric. */
export interface MetricDefinition {
  readonly Name: string;
  readonly Unit: MetricUnit;
  readonly StorageResolution?: MetricResolution;
}

/** A document in CloudWatch's Embedded Metric Format. */
export interface EmfOutput {
  readonly [member: string]: unknown;
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
