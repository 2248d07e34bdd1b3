import { context, diag, isSpanContextValid, trace } from '@opentelemetry/api';
import { isMetricName, isMetricValue } from '../../../exporters/emf/document/limits.js';
import { createSlot, type Invocation, type Slot } from '../../invocation/invocation.js';
import { expectRecords, ownInvocation, processInvocation } from '../../invocation/scope.js';
import { ensureDiagnostics } from '../../telemetry/diagnostics/diagnostics.js';
import { beforeMetricsFlush, ensureMetrics, metricRefusals } from '../../telemetry/metrics/metrics.js';
import type { MetricsOptions } from '../options.js';
import { deliverOutsideInvocation } from '../publish/delivery.js';
import { publicationsOf } from '../publish/publication.js';
import { type MetricsSettings, readMetricsSettings } from '../settings.js';
import { checkDimensionCount, type DimensionSet, merge, type Refuse, validDimensions } from './dimensions.js';
import { MetricStore } from './store.js';

/** Whoever makes names of what comes in gets no warning for each. */
const MAX_REPORTS = 100;
const MAX_CHECKED_NAMES = 1000;

/** What is behind a Metrics instance: its settings, its default dimensions and what it holds for each invocation. */
export class Recorder {
  readonly settings: MetricsSettings;
  readonly #options: MetricsOptions;
  readonly #ownDefaults: DimensionSet;
  readonly #reported = new Set<string>();
  /** Names that CloudWatch takes: a function records the same few over and over. */
  readonly #checkedNames = new Set<string>();
  /** Of the instance whose `singleMetric` made this one. */
  origin: Recorder | undefined;
  #defaultDimensions: DimensionSet | undefined;
  readonly #slot: Slot<MetricStore> = createSlot('metrics', (invocation) => this.#storeOf(invocation), {
    perRecord: true,
  });
  /** What is held outside any invocation. It goes with the instance, of which there may be any number. */
  #outside: MetricStore | undefined;

  constructor(options: MetricsOptions) {
    expectRecords();
    this.#options = options;
    this.settings = readMetricsSettings(options, this.warn);
    this.#ownDefaults = validDimensions(Object.entries(options.defaultDimensions ?? {}), this.refuse);
    checkDimensionCount(new Map([['service', '']]), this.#ownDefaults);
  }

  readonly warn = (message: string): void => {
    if (this.#options.logger) {
      this.#options.logger.warn(message);
      return;
    }
    // Before telemetry has started nobody else would see to it that it is heard.
    ensureDiagnostics();
    diag.warn(`otel-powertools: ${message}`);
  };

  /** Counts what is left out, and reports it once for each name. */
  readonly refuse: Refuse = (kind, name, message, count = 1) => {
    const { dropped } = metricRefusals();
    if (kind === 'metric') dropped.refusedValues += count;
    else if (kind === 'dimension') dropped.refusedDimensions += count;
    this.#warnOnceFor(`${kind} ${name}`, `${message} Further ones are counted.`);
  };

  #warnOnceFor(key: string, message: string): void {
    if (this.#reported.has(key) || this.#reported.size >= MAX_REPORTS) return;
    this.#reported.add(key);
    this.warn(message);
  }

  /** Whether CloudWatch takes such a measurement: with one that it does not, it would drop the whole line. */
  takes(name: string, value: number): boolean {
    if (!this.#isMetricName(name)) {
      const why = 'a name is not blank, and has no control characters and no colon in front';
      this.refuse('metric', name, `The metric ${JSON.stringify(name)} is left out: ${why}.`);
      return false;
    }
    if (isMetricValue(value)) return true;
    const why = 'CloudWatch takes numbers between -2^360 and 2^360';
    this.refuse('metric', name, `The value ${value} of the metric "${name}" is left out: ${why}.`);
    return false;
  }

  #isMetricName(name: string): boolean {
    if (this.#checkedNames.has(name)) return true;
    if (!isMetricName(name)) return false;
    if (this.#checkedNames.size < MAX_CHECKED_NAMES) this.#checkedNames.add(name);
    return true;
  }

  /** The dimensions that every invocation starts with. The service is known at first need only. */
  get defaultDimensions(): DimensionSet {
    this.#defaultDimensions ??= merge(
      validDimensions([['service', this.settings.service()]], this.refuse),
      this.#ownDefaults,
    );
    return this.#defaultDimensions;
  }

  set defaultDimensions(dimensions: DimensionSet) {
    this.#defaultDimensions = dimensions;
  }

  /** What is held for the current invocation, which is not without metrics from now on. */
  noteMeasurement(): MetricStore {
    const store = this.store();
    store.noteMeasurement();
    this.origin?.store().noteMeasurement();
    return store;
  }

  /** What is held for the current invocation. */
  store(): MetricStore {
    const invocation = ownInvocation(context.active());
    return invocation ? invocation.get(this.#slot) : this.#outsideStore();
  }

  #outsideStore(): MetricStore {
    this.#outside ??= new MetricStore(this.defaultDimensions);
    return this.#outside;
  }

  #storeOf(invocation: Invocation): MetricStore {
    const store = invocation.outer
      ? this.#storeOfRecord(invocation, invocation.outer)
      : new MetricStore(this.defaultDimensions);
    store.invocation = invocation;
    // What is published as soon as it is added has nothing to hand over at the end.
    if (this.#options.singleMetric) return store;
    store.endsWithInvocation = true;
    store.isOfInvocation = true;
    invocation.onFlush((reason) => {
      // What is added after the answer belongs to the invocation even so, but no end of it is to come.
      if (reason === 'end' || reason === 'error') store.endsWithInvocation = false;
      this.publish(store);
    });
    return store;
  }

  /** Begins as that of its invocation is, and says which record, of which trace, its metrics are about. */
  #storeOfRecord({ keys }: Invocation, outer: Invocation): MetricStore {
    const around = outer === processInvocation() ? this.#outsideStore() : outer.get(this.#slot);
    const store = new MetricStore(around.defaultDimensions, around);
    store.dimensions = around.dimensions;
    store.dimensionSets = [...around.dimensionSets];
    store.timestamp = around.timestamp;
    const span = trace.getSpanContext(context.active());
    store.metadata = new Map([...(around.metadata ?? []), ...Object.entries(keys ?? {})]);
    if (span && isSpanContextValid(span)) store.metadata.set('trace_id', span.traceId).set('span_id', span.spanId);
    return store;
  }

  /** Has published at the next flush what no end of an invocation will publish. */
  ensurePublication(store: MetricStore): void {
    if (store.endsWithInvocation || store.handOver || store.isEmpty) return;
    store.handOver = () => this.publish(store);
    beforeMetricsFlush(store.handOver);
  }

  /** A line has one value for each dimension: what was recorded under the old one is published before it changes. */
  beforeOverwriting(store: MetricStore, added: DimensionSet): void {
    const overwritten = store.overwrittenBy(added);
    if (overwritten.length === 0) return;
    const names = overwritten.join('", "');
    const message = `The dimension "${names}" gets another value; what was recorded before keeps the old one. This is said once.`;
    this.#warnOnceFor(`change ${names}`, message);
    this.publish(store);
  }

  /** Publishes the metrics of the store; dimensions and metadata stay for those that follow. */
  publish(store: MetricStore): void {
    const { groups } = store;
    if (groups.length === 0) return;
    if (this.settings.disabled) {
      store.clearMetrics();
      return;
    }
    const signal = ensureMetrics();
    try {
      const namespace = this.settings.namespace();
      for (const group of groups) {
        for (const publication of publicationsOf(store, group, namespace, this)) {
          if (publication.metrics.size > 0) signal.publish(publication);
        }
      }
    } finally {
      store.clearMetrics();
    }
    deliverOutsideInvocation(signal);
  }
}
