import { createSlot, currentInvocation, type Invocation } from '../invocation/index.js';
import { beforeMetricsFlush, withdrawFromMetricsFlush } from '../telemetry/metrics.js';
import { checkDimensionCount } from './dimensions.js';
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

/**
 * Adds a value to a metric of the group; the first one decides the resolution.
 *
 * @throws {Error} if the metric has another unit.
 */
export const record = (
  { metrics }: MetricGroup,
  name: string,
  unit: MetricUnit,
  resolution: MetricResolution,
  value: number,
): StoredMetric => {
  const stored = metrics.get(name);
  if (!stored) {
    const first = { name, unit, resolution, values: [value] };
    metrics.set(name, first);
    return first;
  }
  if (stored.unit !== unit) {
    throw new Error(
      `The metric "${name}" was recorded with the unit "${stored.unit}" before, now with "${unit}". Give both the same unit, or one of them another name.`,
    );
  }
  stored.values.push(value);
  return stored;
};

/** What one Metrics instance holds for one invocation. */
export class MetricStore {
  defaultDimensions: ReadonlyMap<string, string>;
  readonly dimensions = new Map<string, string>();
  readonly dimensionSets: ReadonlyMap<string, string>[] = [];
  readonly metadata = new Map<string, unknown>();
  /** Milliseconds since the epoch. */
  timestamp: number | undefined;
  /** Whether the end of an invocation that is still to come publishes what is held. */
  endsWithInvocation = false;
  /** Publishes what is held, at the next flush: while there is something, and no end of an invocation will. */
  readonly #handOver: () => void;
  #waitsForFlush = false;
  /** The metrics that have no dimensions of their own. */
  readonly main: MetricGroup = { dimensions: new Map(), metrics: new Map() };
  /** The others, by their dimensions as JSON. */
  readonly #groups = new Map<string, MetricGroup>();

  constructor(defaultDimensions: ReadonlyMap<string, string>, publish: (store: MetricStore) => void) {
    this.defaultDimensions = defaultDimensions;
    this.#handOver = () => publish(this);
  }

  /** Has published with the next flush what no end of an invocation will publish. */
  ensurePublication(): void {
    if (this.endsWithInvocation || this.#waitsForFlush || this.isEmpty) return;
    this.#waitsForFlush = true;
    beforeMetricsFlush(this.#handOver);
  }

  /** The metrics that have these dimensions of their own. */
  groupOf(dimensions: ReadonlyMap<string, string>): MetricGroup {
    if (dimensions.size === 0) return this.main;
    const key = JSON.stringify([...dimensions].sort());
    const group = this.#groups.get(key) ?? { dimensions, metrics: new Map() };
    this.#groups.set(key, group);
    return group;
  }

  get groups(): readonly MetricGroup[] {
    if (this.#groups.size === 0) return this.main.metrics.size === 0 ? [] : [this.main];
    return [this.main, ...this.#groups.values()].filter(({ metrics }) => metrics.size > 0);
  }

  get isEmpty(): boolean {
    return this.main.metrics.size === 0 && this.#groups.size === 0;
  }

  /** The dimensions of the given ones that are set, to another value. */
  overwrittenBy(dimensions: ReadonlyMap<string, string>): string[] {
    return [...dimensions].flatMap(([name, value]) => {
      const held = this.dimensions.get(name) ?? this.defaultDimensions.get(name);
      return held === undefined || held === value ? [] : [name];
    });
  }

  clearMetrics(): void {
    // To clear an empty map is not free, and most of these are empty.
    if (this.main.metrics.size > 0) this.main.metrics.clear();
    if (this.#groups.size > 0) this.#groups.clear();
    if (!this.#waitsForFlush) return;
    this.#waitsForFlush = false;
    withdrawFromMetricsFlush(this.#handOver);
  }

  clearDimensions(): void {
    if (this.dimensions.size > 0) this.dimensions.clear();
    this.dimensionSets.length = 0;
  }

  /** Leaves the default dimensions only. */
  clear(): void {
    this.clearMetrics();
    this.clearDimensions();
    if (this.metadata.size > 0) this.metadata.clear();
    this.timestamp = undefined;
  }
}

/**
 * The metrics that have these dimensions of their own, or none.
 *
 * @throws {RangeError} if they and those of the invocation are too many together.
 */
export const groupOf = (store: MetricStore, own: ReadonlyMap<string, string> | undefined): MetricGroup => {
  if (!own) return store.main;
  for (const set of [store.dimensions, ...store.dimensionSets]) checkDimensionCount(store.defaultDimensions, set, own);
  return store.groupOf(own);
};

/**
 * @throws {RangeError} if `added` makes too many together with `base` and what any measurement has of its own.
 */
export const checkAddition = (
  store: MetricStore,
  added: ReadonlyMap<string, string>,
  ...base: readonly ReadonlyMap<string, string>[]
): void => {
  for (const { dimensions } of [store.main, ...store.groups]) checkDimensionCount(...base, added, dimensions);
};

// Held weakly: outside an invocation there may be any number of instances, and what has nothing to publish goes with them.
const storesSlot = createSlot('metrics', () => new WeakMap<object, MetricStore>());

/** What `owner` holds for the current invocation, made at first need. */
export const storeOf = (owner: object, create: (invocation: Invocation) => MetricStore): MetricStore => {
  const invocation = currentInvocation();
  const stores = invocation.get(storesSlot);
  let store = stores.get(owner);
  if (!store) {
    store = create(invocation);
    stores.set(owner, store);
  }
  return store;
};
