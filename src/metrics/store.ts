import type { MetricResolution, MetricUnit } from './units.js';

/** A metric that waits to be published: all its values, in the order in which they were added. */
export interface StoredMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly resolution: MetricResolution;
  readonly values: number[];
}

/** Metrics that have the same dimensions of their own, beside those of the invocation. */
export interface MetricGroup {
  readonly dimensions: ReadonlyMap<string, string>;
  readonly metrics: Map<string, StoredMetric>;
}

const NO_DIMENSIONS: ReadonlyMap<string, string> = new Map();

/** What one Metrics instance holds for one invocation. */
export class MetricStore {
  /** Fixed when the store is made: what a parallel invocation sets does not show here. */
  defaultDimensions: ReadonlyMap<string, string>;
  readonly dimensions = new Map<string, string>();
  readonly dimensionSets: ReadonlyMap<string, string>[] = [];
  readonly metadata = new Map<string, unknown>();
  timestamp: number | undefined;
  readonly #main: MetricGroup = { dimensions: NO_DIMENSIONS, metrics: new Map() };
  /** By the dimensions, as JSON. Most invocations have none. */
  #groups: Map<string, MetricGroup> | undefined;

  constructor(defaultDimensions: ReadonlyMap<string, string>) {
    this.defaultDimensions = defaultDimensions;
  }

  /** The group of metrics that have these dimensions of their own. */
  group(dimensions?: ReadonlyMap<string, string>): MetricGroup {
    if (!dimensions || dimensions.size === 0) return this.#main;
    const key = JSON.stringify([...dimensions].sort());
    this.#groups ??= new Map();
    let group = this.#groups.get(key);
    if (!group) {
      group = { dimensions, metrics: new Map() };
      this.#groups.set(key, group);
    }
    return group;
  }

  get groups(): readonly MetricGroup[] {
    const all = this.#groups ? [this.#main, ...this.#groups.values()] : [this.#main];
    return all.filter(({ metrics }) => metrics.size > 0);
  }

  get isEmpty(): boolean {
    return this.#main.metrics.size === 0 && this.groups.length === 0;
  }

  clearMetrics(): void {
    this.#main.metrics.clear();
    this.#groups = undefined;
  }

  clearDimensions(): void {
    this.dimensions.clear();
    this.dimensionSets.length = 0;
  }

  /** Leaves only the default dimensions. */
  clear(): void {
    this.clearMetrics();
    this.clearDimensions();
    this.metadata.clear();
    this.timestamp = undefined;
  }
}
