import { Distribution, type DistributionOptions } from './distribution.js';

// Of the specification, as the SDK has them.
const MAX_SCALE = 20;
const DEFAULT_MAX_SIZE = 160;
const MIN_MAX_SIZE = 2;

/** How many values are in which bucket. */
type Buckets = Map<number, number>;

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
    const index = indexOf(magnitude, this.#scale);
    const isNew = !buckets[sign].has(index);
    const excess = isNew ? excessOf([...buckets[sign].keys(), index], this.#maxSize) : 0;
    if (excess > 0) {
      this.#scale -= excess;
      buckets.positive = widened(buckets.positive, excess);
      buckets.negative = widened(buckets.negative, excess);
    }
    addTo(buckets[sign], index >> excess, 1);
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

/** The bucket `index` reaches from base ** index, which is not part of it, to base ** (index + 1), by 2 ** 2 ** -scale. */
function indexOf(value: number, scale: number): number {
  return Math.ceil(Math.log2(value) * 2 ** scale) - 1;
}

function addTo(buckets: Buckets, index: number, count: number): void {
  buckets.set(index, (buckets.get(index) ?? 0) + count);
}

/** How often buckets have to be made twice as wide for these not to be too many. */
function excessOf(indexes: readonly number[], maxSize: number): number {
  const lowest = Math.min(...indexes);
  const highest = Math.max(...indexes);
  let excess = 0;
  while ((highest >> excess) - (lowest >> excess) >= maxSize) excess += 1;
  return excess;
}

function widened(buckets: Buckets, times: number): Buckets {
  const result: Buckets = new Map();
  for (const [index, count] of buckets) addTo(result, index >> times, count);
  return result;
}

function countsOf(buckets: Buckets) {
  if (buckets.size === 0) return { offset: 0, bucketCounts: [] };
  const offset = Math.min(...buckets.keys());
  const bucketCounts = new Array<number>(Math.max(...buckets.keys()) - offset + 1).fill(0);
  for (const [index, count] of buckets) bucketCounts[index - offset] = count;
  return { offset, bucketCounts };
}
