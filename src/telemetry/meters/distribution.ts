/**
 * Single values that a series keeps between two flushes: 8 KB. EMF writes them in ten arrays of 100, each of which takes a
 * line of its own; of more values the buckets say enough.
 */
const MAX_SINGLE_VALUES = 1000;

export interface DistributionOptions {
  /** Default: true. */
  readonly recordMinMax?: boolean;
  /** A sum makes no sense to a backend where values may be negative. Default: true. */
  readonly recordSum?: boolean;
}

/** What the data points of all kinds of histograms say. */
export interface DistributionValue {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Every single value, as long as they are few: an EMF exporter writes those, and CloudWatch has true percentiles. */
  readonly values?: readonly number[];
}

/** What all kinds of histograms keep beside their buckets. */
export class Distribution {
  readonly #options: DistributionOptions;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;
  readonly #values: number[] = [];

  constructor(options: DistributionOptions) {
    this.#options = options;
  }

  protected add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    if (this.#count <= MAX_SINGLE_VALUES) this.#values.push(value);
  }

  protected get statistics(): DistributionValue {
    const { recordMinMax = true, recordSum = true } = this.#options;
    return {
      count: this.#count,
      ...(recordSum && { sum: this.#sum }),
      ...(recordMinMax && this.#count > 0 && { min: this.#min, max: this.#max }),
      ...(this.#count === this.#values.length && { values: this.#values }),
    };
  }
}
