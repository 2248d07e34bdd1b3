import { asDecorator } from '../invocation/adapters/as-decorator.js';
import type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
import { functionNameOf } from '../invocation/lambda-context.js';
import { currentInvocation } from '../invocation/scope.js';
import { isColdStart } from './cold-start.js';
import { metricsRunner, metricsUtility } from './log-metrics.js';
import {
  type AddMetricOptions,
  checkMetricsOptions,
  type Dimensions,
  type ExtraOptions,
  type MetricsOptions,
} from './options.js';
import type { EmfOutput } from './publish/emf-output.js';
import { publicationsOf } from './publish/publication.js';
import { emfOutput } from './publish/serialize.js';
import { merge, NO_DIMENSIONS, validDimensions } from './store/dimensions.js';
import { Recorder } from './store/recorder.js';
import { record } from './store/store.js';
import { timestampOf } from './store/timestamp.js';
import { checkMetric } from './store/validate.js';
import { MetricResolution, MetricUnit } from './units.js';

const COLD_START_METRIC = 'ColdStart';
/** So many values wait for the end of the invocation. More are published before: they are bounded, not its memory. */
const MAX_HELD_VALUES = 10_000;

/**
 * Business metrics of a function, by the API of Powertools for AWS Lambda. What an invocation records is held until it
 * ends and then published: as EMF, from which CloudWatch makes metrics, or wherever `OTEL_METRICS_EXPORTER` says. Inside
 * `withPowertools` that happens by itself; elsewhere by `logMetrics` or `publishStoredMetrics`. Invocations that overlap
 * do not see each other's metrics.
 *
 * @throws {RangeError} if there are more than 29 default dimensions, `service` included.
 * @example
 * ```ts
 * const metrics = new Metrics({ namespace: 'shop', serviceName: 'checkout' });
 *
 * export const handler = withPowertools(async (order: Order) => {
 *   metrics.addMetric('orders', MetricUnit.Count, 1);
 * });
 * ```
 */
export class Metrics {
  readonly #options: MetricsOptions;
  readonly #recorder: Recorder;
  #functionName: string | undefined;
  #coldStartTaken = false;
  #throwOnEmpty = false;

  constructor(options: MetricsOptions = {}) {
    if (new.target === Metrics) checkMetricsOptions(options);
    this.#options = options;
    this.#recorder = new Recorder(options);
    this.#functionName = this.#recorder.settings.functionName;
  }

  /**
   * Records one value of a metric.
   *
   * @param name - 1 to 255 characters. One with control characters or a colon in front is reported and left out.
   * @param unit - One of CloudWatch's units. All values of a name have the same.
   * @param value - NaN, infinite values and those beyond 2^360 are reported and left out.
   * @param options - The resolution, or an object with it and with dimensions of this value alone.
   * @throws {RangeError} if the name, unit, value or resolution is not one that CloudWatch takes.
   * @throws {Error} if the name is not a string, or the metric was recorded with another unit before.
   * @example
   * metrics.addMetric('payments', MetricUnit.Count, 1, { dimensions: { provider: 'acme' } });
   */
  addMetric(
    name: string,
    unit: MetricUnit,
    value: number,
    options: MetricResolution | AddMetricOptions = MetricResolution.Standard,
  ): this {
    const isResolution = typeof options !== 'object';
    const resolution = isResolution ? options : (options.resolution ?? MetricResolution.Standard);
    checkMetric(name, unit, value, resolution);
    const store = this.#recorder.noteMeasurement();
    if (!this.#recorder.takes(name, value)) return this;
    // What a durable function measures again was measured in an earlier invocation.
    if (store.invocation?.isReplaying) return this;
    const own = isResolution ? undefined : options.dimensions;
    const dimensions = own && validDimensions(Object.entries(own), this.#recorder.refuse);
    record(store.groupOf(dimensions), name, unit, resolution, value);
    store.heldValues += 1;
    if (store.heldValues >= MAX_HELD_VALUES) this.#recorder.publish(store);
    if (this.#options.singleMetric) this.publishStoredMetrics();
    else this.#recorder.ensurePublication(store);
    return this;
  }

  /**
   * Adds a dimension to all metrics of the invocation. If it has another value already, what was recorded so far is
   * published with that one.
   *
   * @throws {RangeError} if there would be more than 29 dimensions.
   * @example
   * metrics.addDimension('environment', 'prod');
   */
  addDimension(name: string, value: string): this {
    const store = this.#recorder.store();
    const added = validDimensions([[name, value]], this.#recorder.refuse);
    store.checkAddition(added, store.defaultDimensions, store.dimensions);
    this.#recorder.beforeOverwriting(store, added);
    store.dimensions = merge(store.dimensions, added);
    return this;
  }

  /**
   * Adds a set of dimensions under which all metrics of the invocation are kept as well: each set is a metric of its own.
   *
   * @throws {RangeError} if there would be more than 29 dimensions in the set, the default ones included.
   */
  addDimensions(dimensions: Readonly<Dimensions>): this {
    const store = this.#recorder.store();
    const added = validDimensions(Object.entries(dimensions), this.#recorder.refuse);
    store.checkAddition(added, store.defaultDimensions);
    store.dimensionSets.push(added);
    return this;
  }

  /**
   * Adds dimensions to all metrics of this and of all later invocations. Parallel ones do not notice.
   *
   * @throws {RangeError} if there would be more than 29 dimensions.
   */
  setDefaultDimensions(dimensions: Readonly<Dimensions>): this {
    const store = this.#recorder.store();
    const added = validDimensions(Object.entries(dimensions), this.#recorder.refuse);
    for (const set of [store.dimensions, ...store.dimensionSets]) {
      store.checkAddition(added, store.defaultDimensions, set);
    }
    this.#recorder.beforeOverwriting(store, added);
    this.#recorder.defaultDimensions = merge(this.#recorder.defaultDimensions, added);
    store.defaultDimensions = merge(store.defaultDimensions, added);
    return this;
  }

  /** Removes all default dimensions, `service` too. */
  clearDefaultDimensions(): void {
    this.#recorder.defaultDimensions = NO_DIMENSIONS;
    this.#recorder.store().defaultDimensions = NO_DIMENSIONS;
  }

  /** Removes the dimensions of the invocation; the default ones stay. */
  clearDimensions(): void {
    this.#recorder.store().clearDimensions();
  }

  /** Adds a member that can be searched in the logs and costs nothing as a metric, such as an order's number. */
  addMetadata(key: string, value: unknown): this {
    if (typeof key !== 'string') {
      this.#recorder.refuse(
        'metadata',
        String(key),
        `The metadata ${String(key)} is left out: its name must be a string.`,
      );
      return this;
    }
    const store = this.#recorder.store();
    store.metadata ??= new Map();
    store.metadata.set(key, value);
    return this;
  }

  /** Removes all that `addMetadata` has set in this invocation. */
  clearMetadata(): void {
    this.#recorder.store().metadata = undefined;
  }

  /** Removes what was recorded and not published, and the timestamp. */
  clearMetrics(): void {
    const store = this.#recorder.store();
    store.clearMetrics();
    store.timestamp = undefined;
  }

  /** Whether something was recorded in this invocation and is not published yet. */
  hasStoredMetrics(): boolean {
    return !this.#recorder.store().isEmpty;
  }

  /** The time of the metrics of this invocation. CloudWatch takes the last 14 days and the next 2 hours. Default: now. */
  setTimestamp(timestamp: number | Date): this {
    this.#recorder.store().timestamp = timestampOf(timestamp, this.#recorder.warn);
    return this;
  }

  /**
   * Publishes what was recorded so far and forgets it, with its dimensions, metadata and timestamp.
   *
   * @throws {RangeError} if nothing was recorded, with `throwOnEmptyMetrics`.
   */
  publishStoredMetrics(): this {
    const store = this.#recorder.store();
    try {
      if (!store.isEmpty) this.#recorder.publish(store);
      else if (!store.hasMeasured) this.#reportEmpty();
    } finally {
      store.clear();
    }
    return this;
  }

  /** Publishes at the end of a block: `using metrics = new Metrics()`. */
  [Symbol.dispose](): void {
    this.publishStoredMetrics();
  }

  /**
   * The EMF document of what was recorded so far; nothing is published or forgotten. Measurements that have dimensions
   * of their own are not in it, because they are published as documents of their own.
   *
   * @throws {RangeError} if nothing was recorded, with `throwOnEmptyMetrics`.
   */
  serializeMetrics(): EmfOutput {
    const store = this.#recorder.store();
    if (store.isEmpty && this.#throwOnEmpty) this.#reportEmpty();
    const { settings, warn } = this.#recorder;
    // Nothing is lost by this: it is counted when it is published.
    const told = { warn, refuse: (_kind: string, _name: string, message: string): void => warn(message) };
    const [publication] = publicationsOf(store, store.main, settings.namespace(), told);
    return emfOutput(publication);
  }

  /**
   * Publishes a metric `ColdStart` if this is the first invocation of its environment, and had to wait for it to start.
   *
   * @param functionName - Dimension `function_name`, unless the instance has one. Default: that of the invocation.
   */
  captureColdStartMetric(functionName?: string): void {
    if (this.#coldStartTaken) return;
    const invocation = currentInvocation();
    if (!isColdStart(invocation)) return;
    this.#coldStartTaken = true;
    const single = this.#single();
    const name = (this.#functionName ?? functionName ?? functionNameOf(invocation.lambdaContext))?.trim();
    if (name) single.addDimension('function_name', name);
    single.addMetric(COLD_START_METRIC, MetricUnit.Count, 1);
  }

  /**
   * An instance with the same default dimensions, of which each metric is published as soon as it is added.
   *
   * @example
   * metrics.singleMetric().addDimension('queue', 'orders').addMetric('depth', MetricUnit.Count, 12);
   */
  singleMetric(): Metrics {
    const single = this.#single();
    single.#recorder.origin = this.#recorder;
    return single;
  }

  /** Publishes the metrics of a handler when it is done, also when it fails. The method becomes asynchronous. */
  logMetrics(options: ExtraOptions = {}): MethodDecorator {
    return asDecorator(metricsUtility([this], options), metricsRunner);
  }

  /** Whether an invocation that records no metric is an error. */
  setThrowOnEmptyMetrics(enabled: boolean): this {
    this.#throwOnEmpty = enabled;
    return this;
  }

  /** @deprecated Use `setThrowOnEmptyMetrics(true)`. */
  throwOnEmptyMetrics(): void {
    this.setThrowOnEmptyMetrics(true);
  }

  /** @deprecated Use the constructor's `functionName`. */
  setFunctionName(name: string): void {
    this.#functionName = name;
  }

  /** One whose metrics are none of the invocation, as far as `throwOnEmptyMetrics` asks. */
  #single(): Metrics {
    const single = new Metrics({ ...this.#options, singleMetric: true });
    single.#recorder.defaultDimensions = this.#recorder.store().defaultDimensions;
    return single;
  }

  #reportEmpty(): void {
    if (this.#throwOnEmpty && !this.#recorder.settings.disabled) {
      throw new RangeError('No metric was recorded in this invocation, and throwOnEmptyMetrics asks for at least one.');
    }
    this.#recorder.warn('No metric was recorded, so none is published.');
  }
}
