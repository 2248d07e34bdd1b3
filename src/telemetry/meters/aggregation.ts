import { ExplicitHistogram } from './explicit-histogram.js';
import { ExponentialHistogram } from './exponential-histogram.js';
import { AggregationType, DataPointType, type InstrumentDescriptor, takesNegatives } from './metric-data.js';

/** What becomes of the measurements of one series. */
export interface Accumulator {
  record(value: number): void;
  /** That of the data point. */
  readonly value: number | ExplicitHistogram['value'] | ExponentialHistogram['value'];
}

export interface Aggregation {
  readonly kind: { readonly dataPointType: number; readonly isMonotonic?: boolean };
  create(): Accumulator;
}

/** What an exporter can choose for a type of instruments: `AggregationOption` of the SDK. */
export interface AggregationOption {
  readonly type: number;
  readonly options?: {
    readonly boundaries?: readonly number[];
    readonly maxSize?: number;
    readonly recordMinMax?: boolean;
  };
}

class Sum implements Accumulator {
  value = 0;

  record(value: number): void {
    this.value += value;
  }
}

class LastValue implements Accumulator {
  value = 0;

  record(value: number): void {
    this.value = value;
  }
}

/** As the exporter chose, else as the specification has it for the type of the instrument; nothing for what is dropped. */
export function aggregationOf(
  { type, advice }: InstrumentDescriptor,
  { type: choice, options = {} }: AggregationOption,
): Aggregation | undefined {
  const isMonotonic = !takesNegatives(type);
  const statistics = { recordMinMax: options.recordMinMax ?? true, recordSum: isMonotonic };
  const sum = (): Aggregation => ({ kind: { dataPointType: DataPointType.SUM, isMonotonic }, create: () => new Sum() });
  const lastValue = (): Aggregation => ({
    kind: { dataPointType: DataPointType.GAUGE },
    create: () => new LastValue(),
  });
  const explicit = (wanted: readonly number[] | undefined): Aggregation => {
    const boundaries = wanted?.filter(Number.isFinite).sort((one, other) => one - other);
    return {
      kind: { dataPointType: DataPointType.HISTOGRAM },
      create: () => new ExplicitHistogram(boundaries, statistics),
    };
  };
  switch (choice) {
    case AggregationType.DROP:
      return undefined;
    case AggregationType.SUM:
      return sum();
    case AggregationType.LAST_VALUE:
      return lastValue();
    case AggregationType.EXPLICIT_BUCKET_HISTOGRAM:
      return explicit(options.boundaries);
    case AggregationType.EXPONENTIAL_HISTOGRAM:
      return {
        kind: { dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM },
        create: () => new ExponentialHistogram(options.maxSize, statistics),
      };
    default:
      if (type === 'HISTOGRAM') return explicit(advice.explicitBucketBoundaries);
      return type.endsWith('GAUGE') ? lastValue() : sum();
  }
}
