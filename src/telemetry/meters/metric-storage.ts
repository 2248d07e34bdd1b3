import type { Attributes } from '@opentelemetry/api';
import type { MetricData, MetricDescriptor } from '@opentelemetry/sdk-metrics';
import { hrTimeOf } from '../../shared/hr-time.js';
import type { Accumulator, Aggregation } from './aggregation.js';
import { DataPointType, DELTA, type Interval } from './metric-data.js';
import { NO_ATTRIBUTES_KEY } from './series-key.js';

/** The series of one metric, by the specification's default; of what is more one series has the total. */
export const MAX_SERIES = 2000;

export const OVERFLOW_ATTRIBUTES: Attributes = { 'otel.metric.overflow': true };
export const OVERFLOW_KEY = JSON.stringify(Object.entries(OVERFLOW_ATTRIBUTES));

interface Series {
  readonly attributes: Attributes;
  readonly accumulator: Accumulator;
  /** Milliseconds since the epoch, where one was asked for. */
  readonly time: number | undefined;
}

/** What was measured of one metric since it was last collected. */
export class MetricStorage {
  readonly #aggregation: Aggregation;
  readonly #maxSeries: number;
  readonly #series = new Map<string, Series>();

  constructor(aggregation: Aggregation, maxSeries = MAX_SERIES) {
    this.#aggregation = aggregation;
    this.#maxSeries = maxSeries;
  }

  /** Whether it holds what changed, and not what was observed. */
  get isSum(): boolean {
    return this.#aggregation.kind.dataPointType === DataPointType.SUM;
  }

  record(key: string, attributes: Attributes, value: number, time?: number): void {
    this.#accumulatorOf(key, attributes, time).record(value);
  }

  #accumulatorOf(key: string, attributes: Attributes, time: number | undefined): Accumulator {
    const held = this.#series.get(key);
    if (held) return held.accumulator;
    // The last one is that for what is more.
    if (this.#series.size >= this.#maxSeries - 1 && key !== OVERFLOW_KEY) {
      return this.#accumulatorOf(OVERFLOW_KEY, OVERFLOW_ATTRIBUTES, undefined);
    }
    const accumulator = this.#aggregation.create();
    // Whoever measures may go on with its attributes. Those that have no key are not valid.
    this.#series.set(key, { attributes: key === NO_ATTRIBUTES_KEY ? {} : { ...attributes }, accumulator, time });
    return accumulator;
  }

  /** One point for each series that was measured, and begins anew. */
  collect(descriptor: MetricDescriptor, interval: Interval): MetricData | undefined {
    if (this.#series.size === 0) return undefined;
    const dataPoints = [...this.#series.values()].map(({ attributes, accumulator: { value }, time }) => ({
      ...(time === undefined ? interval : momentOf(time)),
      attributes,
      value,
    }));
    this.#series.clear();
    // An aggregation has the values of its kind, which TypeScript cannot follow through the union of all kinds.
    return { descriptor, aggregationTemporality: DELTA, ...this.#aggregation.kind, dataPoints } as MetricData;
  }
}

/** A time that was asked for is a moment; a point takes some time, if only a millisecond. */
function momentOf(time: number): Interval {
  return { startTime: hrTimeOf(time - 1), endTime: hrTimeOf(time) };
}
