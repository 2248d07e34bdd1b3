import { Distribution, type DistributionOptions } from './distribution.js';

/** The boundaries that the OpenTelemetry SDK gives a histogram by default. */
const BOUNDARIES: readonly number[] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Counts how many values are in each bucket; a boundary belongs to the bucket below it. */
export class ExplicitHistogram extends Distribution {
  readonly #boundaries: readonly number[];
  readonly #counts: number[];

  /** @param boundaries - In rising order, finite. */
  constructor(boundaries = BOUNDARIES, options: DistributionOptions = {}) {
    super(options);
    this.#boundaries = boundaries;
    this.#counts = new Array<number>(boundaries.length + 1).fill(0);
  }

  record(value: number): void {
    if (Number.isNaN(value)) return;
    this.add(value);
    const bound = this.#boundaries.findIndex((boundary) => value <= boundary);
    const index = bound === -1 ? this.#boundaries.length : bound;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  get value() {
    return { ...this.statistics, buckets: { boundaries: [...this.#boundaries], counts: this.#counts } };
  }
}
