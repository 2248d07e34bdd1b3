/** The boundaries that the OpenTelemetry SDK gives a histogram by default. */
const BOUNDARIES: readonly number[] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** The value of a histogram's data point as the SDK has it, and every single value beside. */
export interface HistogramSnapshot {
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] };
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
}

/**
 * A histogram that keeps its values. EMF gets the values themselves, of which CloudWatch computes true percentiles; what
 * OTLP wants of them is computed when somebody asks for it.
 */
export class ExactHistogram implements HistogramSnapshot {
  readonly values: readonly number[];

  constructor(values: readonly number[]) {
    this.values = values;
  }

  get count(): number {
    return this.values.length;
  }

  get sum(): number {
    return this.values.reduce((total, value) => total + value, 0);
  }

  get min(): number {
    return this.values.reduce((lowest, value) => Math.min(lowest, value), Infinity);
  }

  get max(): number {
    return this.values.reduce((highest, value) => Math.max(highest, value), -Infinity);
  }

  get buckets(): { boundaries: number[]; counts: number[] } {
    const counts = new Array<number>(BOUNDARIES.length + 1).fill(0);
    for (const value of this.values) {
      const above = BOUNDARIES.findIndex((boundary) => value <= boundary);
      const index = above === -1 ? BOUNDARIES.length : above;
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return { boundaries: [...BOUNDARIES], counts };
  }

  snapshot(): HistogramSnapshot {
    const { buckets, count, sum, min, max, values } = this;
    return { buckets, count, sum, min, max, values };
  }
}
