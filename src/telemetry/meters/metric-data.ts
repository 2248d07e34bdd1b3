import type { Attributes, HrTime, MetricAdvice, ValueType } from '@opentelemetry/api';

/** The names by which the SDK tells exporters what they are asked about. */
export type InstrumentType =
  | 'COUNTER'
  | 'UP_DOWN_COUNTER'
  | 'HISTOGRAM'
  | 'GAUGE'
  | 'OBSERVABLE_COUNTER'
  | 'OBSERVABLE_UP_DOWN_COUNTER'
  | 'OBSERVABLE_GAUGE';

export interface InstrumentDescriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly advice: MetricAdvice;
}

/** From when to when the points of one export were measured. */
export interface Interval {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** What was measured with the same attributes. */
export interface Measurement {
  readonly attributes: Attributes;
  readonly value: number;
}

// The numbers behind the SDK's enums: to import those would load the SDK.
export const DELTA = 0;
export const INT = 0;
export const DOUBLE = 1;
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;
export const AggregationType = {
  DEFAULT: 0,
  DROP: 1,
  SUM: 2,
  LAST_VALUE: 3,
  EXPLICIT_BUCKET_HISTOGRAM: 4,
  EXPONENTIAL_HISTOGRAM: 5,
} as const;

/** Whether what such an instrument measures may go down. */
export function takesNegatives(type: InstrumentType): boolean {
  return /GAUGE|UP_DOWN/.test(type);
}
