import type { Invocation } from '../../invocation/invocation.js';
import { withdrawFromMetricsFlush } from '../../telemetry/metrics/metrics.js';
import type { MetricResolution, MetricUnit } from '../units.js';
import { checkDimensionCount, type DimensionSet, NO_DIMENSIONS } from './dimensions.js';

/** A metric that waits to be published: all its values, in the order in which they were added. */
export interface StoredMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly resolution: MetricResolution;
  readonly values: number[];
}

/** Metrics that have the same dimensions of their own, beside those of the invocation. */
export interface MetricGroup {
  readonly dimensions: DimensionSet;
  readonly metrics: Map<string, StoredMetric>;
}

/**
 * Adds a value to a metric of the group; the first one decides the resolution.
 *
 * @throws {Error} if the metric has another unit.
 */
export function record(
  { metrics }: MetricGroup,
  name: string,
  unit: MetricUnit,
  resolution: MetricResolution,
  value: number,
): StoredMetric {
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
}

/** What one Metrics instance holds for one invocation. Sets of dimensions are replaced, never changed in place. */
export class MetricStore {
  defaultDimensions: DimensionSet;
  dimensions = NO_DIMENSIONS;
  dimensionSets: DimensionSet[] = [];
  metadata: Map<string, unknown> | undefined;
  /** Milliseconds since the epoch. */
  timestamp: number | undefined;
  /** The invocation whose metrics these are; undefined outside any. */
  invocation: Invocation | undefined;
  /** Whether the end of an invocation that is still to come publishes what is held. */
  endsWithInvocation = false;
  /** Publishes what is held at the next flush of the metrics, where it waits for one. */
  handOver: (() => void) | undefined;
  /** The metrics that have no dimensions of their own. */
  readonly main: MetricGroup = { dimensions: NO_DIMENSIONS, metrics: new Map() };
  /** The others, by their dimensions as JSON. */
  #others: Map<string, MetricGroup> | undefined;

  /** Of the invocation, where this is the store of one record of its batch. */
  readonly around: MetricStore | undefined;
  /** Whether it goes with an invocation, so that nothing has to be forgotten for another one. */
  isOfInvocation = false;
  /** How many values wait. */
  heldValues = 0;
  #hasMeasured = false;

  constructor(defaultDimensions: DimensionSet, around?: MetricStore) {
    this.defaultDimensions = defaultDimensions;
    this.around = around;
  }

  /**
   * The metrics that have these dimensions of their own, or none.
   *
   * @throws {RangeError} if they and those of the invocation are too many together.
   */
  groupOf(own: DimensionSet | undefined): MetricGroup {
    if (!own?.size) return this.main;
    for (const set of [this.dimensions, ...this.dimensionSets]) checkDimensionCount(this.defaultDimensions, set, own);
    const key = JSON.stringify([...own].sort());
    this.#others ??= new Map();
    const group = this.#others.get(key) ?? { dimensions: own, metrics: new Map() };
    this.#others.set(key, group);
    return group;
  }

  /** Whether anything was recorded, be it published already, left out, or of one record of the batch. */
  get hasMeasured(): boolean {
    return this.#hasMeasured;
  }

  noteMeasurement(): void {
    this.#hasMeasured = true;
    this.around?.noteMeasurement();
  }

  /** The groups that have metrics. */
  get groups(): readonly MetricGroup[] {
    const groups = this.main.metrics.size > 0 ? [this.main] : [];
    // A group is made for a metric.
    if (this.#others) groups.push(...this.#others.values());
    return groups;
  }

  get isEmpty(): boolean {
    return this.main.metrics.size === 0 && !this.#others;
  }

  /** @throws {RangeError} if `added` makes too many together with `base` and what any measurement has of its own. */
  checkAddition(added: DimensionSet, ...base: readonly DimensionSet[]): void {
    for (const { dimensions } of [this.main, ...this.groups]) checkDimensionCount(...base, added, dimensions);
  }

  /** The dimensions of the given ones that are set, to another value. */
  overwrittenBy(dimensions: DimensionSet): string[] {
    return [...dimensions].flatMap(([name, value]) => {
      const held = this.dimensions.get(name) ?? this.defaultDimensions.get(name);
      return held === undefined || held === value ? [] : [name];
    });
  }

  clearMetrics(): void {
    this.main.metrics.clear();
    this.heldValues = 0;
    this.#others = undefined;
    if (this.handOver) withdrawFromMetricsFlush(this.handOver);
    this.handOver = undefined;
  }

  clearDimensions(): void {
    this.dimensions = NO_DIMENSIONS;
    this.dimensionSets = [];
  }

  /** Leaves the default dimensions only. */
  clear(): void {
    this.clearMetrics();
    this.clearDimensions();
    this.metadata = undefined;
    this.timestamp = undefined;
    if (!this.isOfInvocation) this.#hasMeasured = false;
  }
}
