import { Distribution, type DistributionOptions } from './distribution.js';

// Of the specification: a finer scale than double-precision numbers need, and what fits into one datagram.
const MAX_SCALE = 20;
const DEFAULT_MAX_SIZE = 160;
const MIN_MAX_SIZE = 2;

/** The bucket `index` reaches from base ** index, which is not part of it, to base ** (index + 1), by 2 ** 2 ** -scale. */
const indexOf = (value: number, scale: number): number => Math.ceil(Math.log2(value) * 2 ** scale) - 1;

/** How many values are in which bucket. */
type Buckets = Map<number, number>;

const addTo = (buckets: Buckets, index: number, count: number): Buckets =>
  buckets.set(index, (buckets.get(index) ?? 0) + count);

/** Whether the bucket is not too far from the others. */
const isWithin = (buckets: Buckets, index: number, maxSize: number): boolean => {
  if (buckets.has(index)) return true;
  const indexes = [...buckets.keys(), index];
  return Math.max(...indexes) - Math.min(...indexes) < maxSize;
};

/** The same with buckets that are twice as wide. */
const halved = (buckets: Buckets): Buckets => {
  const result: Buckets = new Map();
  for (const [index, count] of buckets) addTo(result, index >> 1, count);
  return result;
};

const countsOf = (buckets: Buckets) => {
  if (buckets.size === 0) return { offset: 0, bucketCounts: [] };
  const offset = Math.min(...buckets.keys());
  const length = Math.max(...buckets.keys()) - offset + 1;
  return { offset, bucketCounts: Array.from({ length }, (_, index) => buckets.get(offset + index) ?? 0) };
};

/** Counts values in as many buckets as are allowed, whose width grows with the values. */
export class ExponentialHistogram extends Distribution {
  readonly #maxSize: number;
  readonly #buckets: Record<'positive' | 'negative', Buckets> = { positive: new Map(), negative: new Map() };
  #scale = MAX_SCALE;
  #zeroCount = 0;

  /** @param maxSize - Buckets for positive and for negative values each. */
  constructor(maxSize = DEFAULT_MAX_SIZE, options: DistributionOptions = {}) {
    super(options);
    this.#maxSize = Math.max(maxSize, MIN_MAX_SIZE);
  }

  record(value: number): void {
    // There is no bucket for what is not finite.
    if (!Number.isFinite(value)) return;
    this.add(value);
    if (value === 0) this.#zeroCount += 1;
    else this.#addToBucket(value > 0 ? 'positive' : 'negative', Math.abs(value));
  }

  #addToBucket(sign: 'positive' | 'negative', magnitude: number): void {
    const buckets = this.#buckets;
    let index = indexOf(magnitude, this.#scale);
    while (!isWithin(buckets[sign], index, this.#maxSize)) {
      this.#scale -= 1;
      buckets.positive = halved(buckets.positive);
      buckets.negative = halved(buckets.negative);
      index = indexOf(magnitude, this.#scale);
    }
    addTo(buckets[sign], index, 1);
  }

  get value() {
    const { statistics } = this;
    return {
      ...statistics,
      // Nothing but zeros has no scale.
      scale: statistics.count === this.#zeroCount ? 0 : this.#scale,
      zeroCount: this.#zeroCount,
      positive: countsOf(this.#buckets.positive),
      negative: countsOf(this.#buckets.negative),
    };
  }
}
