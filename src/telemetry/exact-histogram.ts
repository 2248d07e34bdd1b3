/** The boundaries that the OpenTelemetry SDK gives a histogram by default. */
const BOUNDARIES: readonly number[] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** The value of a histogram's data point, and every single value beside: an EMF exporter writes those. */
export interface ExactHistogram {
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] };
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
}

export const exactHistogram = (values: readonly number[]): ExactHistogram => {
  const counts = new Array<number>(BOUNDARIES.length + 1).fill(0);
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    const bound = BOUNDARIES.findIndex((boundary) => value <= boundary);
    const index = bound === -1 ? BOUNDARIES.length : bound;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { buckets: { boundaries: [...BOUNDARIES], counts }, count: values.length, sum, min, max, values };
};
