import { MAX_VALUES_PER_METRIC } from './limits.js';
import type { EmfExponentialBuckets, EmfExponentialHistogram, EmfHistogram } from './metric-data.js';

/**
 * A distribution as CloudWatch takes it: `Values[i]` was measured `Counts[i]` times. The public specification lists only
 * numbers and arrays, but this is what AWS's own exporters write, and what gives percentiles where samples are bucketed.
 */
export interface Distribution {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Max?: number;
  readonly Min?: number;
  readonly Count: number;
  readonly Sum?: number;
}

interface Bucket {
  readonly value: number;
  readonly count: number;
}

const clamp = (value: number, min = -Infinity, max = Infinity): number => Math.min(Math.max(value, min), max);

const middle = (lower: number, upper: number): number => {
  if (!Number.isFinite(lower)) return upper;
  if (!Number.isFinite(upper)) return lower;
  return lower + (upper - lower) / 2;
};

/** Each bucket stands for its middle, within what was really measured. */
const explicitBuckets = ({ buckets: { boundaries, counts }, min, max }: EmfHistogram): Bucket[] => {
  const result: Bucket[] = [];
  counts.forEach((count, index) => {
    if (count === 0) return;
    const lower = clamp(boundaries[index - 1] ?? -Infinity, min, max);
    const upper = clamp(boundaries[index] ?? Infinity, min, max);
    result.push({ value: middle(lower, upper), count });
  });
  return result;
};

const exponentialBuckets = (histogram: EmfExponentialHistogram): Bucket[] => {
  const { scale, positive, negative, zeroCount, min, max } = histogram;
  const base = 2 ** (2 ** -scale);
  const edge = (exponent: number): number => base ** exponent;
  const of = ({ offset, bucketCounts }: EmfExponentialBuckets, sign: 1 | -1): Bucket[] => {
    const result: Bucket[] = [];
    bucketCounts.forEach((count, index) => {
      if (count === 0) return;
      const value = sign * middle(edge(offset + index), edge(offset + index + 1));
      result.push({ value: clamp(value, min, max), count });
    });
    return result;
  };
  const zero = zeroCount > 0 ? [{ value: clamp(0, min, max), count: zeroCount }] : [];
  return [...of(negative, -1).reverse(), ...zero, ...of(positive, 1)];
};

const countOf = (buckets: readonly Bucket[]): number => buckets.reduce((total, { count }) => total + count, 0);

const distribution = (buckets: readonly Bucket[], scale: number, totals: Partial<Distribution>): Distribution => ({
  Values: buckets.map(({ value }) => value * scale),
  Counts: buckets.map(({ count }) => count),
  ...totals,
  Count: countOf(buckets),
});

/**
 * What to write for a histogram: a number where there is but one sample, else distributions of at most 100 values. The
 * counts of the parts add up to the histogram's, and its sum is in the first one, so that nothing is counted twice.
 */
export const histogramTargets = (
  histogram: EmfHistogram | EmfExponentialHistogram,
  scale: number,
): (number | Distribution)[] => {
  const { count, sum, min, max } = histogram;
  if (count === 1 && sum !== undefined) return [sum * scale];
  const buckets = 'buckets' in histogram ? explicitBuckets(histogram) : exponentialBuckets(histogram);
  const parts: Bucket[][] = [];
  for (let start = 0; start < buckets.length; start += MAX_VALUES_PER_METRIC) {
    parts.push(buckets.slice(start, start + MAX_VALUES_PER_METRIC));
  }
  const single = parts.length === 1;
  return parts.map((part, index) => {
    const first = part[0]?.value ?? 0;
    const last = part.at(-1)?.value ?? 0;
    // Buckets are in rising order: the true minimum belongs to the first part and the true maximum to the last.
    const lowest = index === 0 ? min : first;
    const highest = index === parts.length - 1 ? max : last;
    const total = sum === undefined ? undefined : index === 0 ? sum : 0;
    return distribution(part, scale, {
      ...((single ? max : highest) !== undefined && { Max: (highest ?? 0) * scale }),
      ...((single ? min : lowest) !== undefined && { Min: (lowest ?? 0) * scale }),
      Count: 0,
      ...(total !== undefined && { Sum: total * scale }),
    });
  });
};
