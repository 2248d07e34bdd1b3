import type { EmfExponentialBuckets, EmfExponentialHistogram, EmfHistogram } from '../metric-data.js';
import { MAX_VALUES_PER_METRIC } from './limits.js';

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

/**
 * What to write for a histogram: a number where there is but one sample, else distributions of at most 100 values. The
 * counts of the parts add up to the histogram's, and its sum is in the first one, so that nothing is counted twice.
 */
export function histogramTargets(
  histogram: EmfHistogram | EmfExponentialHistogram,
  scale: number,
): (number | Distribution)[] {
  const { count, sum, min, max } = histogram;
  if (count === 1 && sum !== undefined) return [sum * scale];
  // In rising order: the true minimum belongs to the first part, the true maximum to the last.
  const buckets = 'buckets' in histogram ? explicitBuckets(histogram) : exponentialBuckets(histogram);
  const targets: Distribution[] = [];
  for (let start = 0; start < buckets.length; start += MAX_VALUES_PER_METRIC) {
    const part = buckets.slice(start, start + MAX_VALUES_PER_METRIC);
    const isFirst = start === 0;
    const isLast = start + MAX_VALUES_PER_METRIC >= buckets.length;
    const lowest = isFirst ? min : part[0]?.value;
    const highest = isLast ? max : part.at(-1)?.value;
    targets.push({
      Values: part.map(({ value }) => value * scale),
      Counts: part.map((bucket) => bucket.count),
      ...(highest !== undefined && { Max: highest * scale }),
      ...(lowest !== undefined && { Min: lowest * scale }),
      Count: part.reduce((total, bucket) => total + bucket.count, 0),
      ...(sum !== undefined && { Sum: isFirst ? sum * scale : 0 }),
    });
  }
  return targets;
}

function clamp(value: number, min = -Infinity, max = Infinity): number {
  return Math.min(Math.max(value, min), max);
}

function middle(lower: number, upper: number): number {
  if (!Number.isFinite(lower)) return upper;
  if (!Number.isFinite(upper)) return lower;
  return lower + (upper - lower) / 2;
}

/** Each bucket stands for its middle, within what was really measured. */
function explicitBuckets({ buckets: { boundaries, counts }, min, max }: EmfHistogram): Bucket[] {
  const result: Bucket[] = [];
  counts.forEach((count, index) => {
    if (count === 0) return;
    const lower = clamp(boundaries[index - 1] ?? -Infinity, min, max);
    const upper = clamp(boundaries[index] ?? Infinity, min, max);
    result.push({ value: middle(lower, upper), count });
  });
  return result;
}

function exponentialBuckets(histogram: EmfExponentialHistogram): Bucket[] {
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
}
