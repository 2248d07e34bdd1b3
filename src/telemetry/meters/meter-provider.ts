import { diag, type MeterOptions, type MeterProvider as MeterProviderApi } from '@opentelemetry/api';
import type { ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { type AggregationOption, aggregationOf } from './aggregation.js';
import { Meter, type MeterShared } from './meter.js';
import type { InstrumentDescriptor, InstrumentType, Interval } from './metric-data.js';
import { MetricStorage } from './metric-storage.js';
import { ObservableCallbacks } from './observable-callbacks.js';
import { createSeriesKeys } from './series-key.js';

/** What an exporter wants of a type of instruments. */
export type SelectAggregation = (type: InstrumentType) => AggregationOption | undefined;

interface ScopedMeter {
  readonly scope: ScopeMetrics['scope'];
  readonly meter: Meter;
}

/**
 * The standard metrics API for a function: what is measured is kept until it is collected, for each exporter by itself,
 * and then forgotten. A function's environment is one of many and short-lived: only what was added since the last time
 * adds up. Unlike the SDK's it has no views, no timers and no exemplars, and histograms keep single values.
 */
export class MeterProvider implements MeterProviderApi {
  readonly #exporters: readonly SelectAggregation[];
  readonly #meters = new Map<string, ScopedMeter>();
  readonly #shared: MeterShared;
  #hasInstruments = false;

  /** @param exporters - How each exporter wants to have it. */
  constructor(exporters: readonly SelectAggregation[]) {
    this.#exporters = exporters;
    this.#shared = {
      callbacks: new ObservableCallbacks(),
      keyOf: createSeriesKeys(),
      createStorages: (descriptor) => {
        this.#hasInstruments = true;
        return exporters.map((select) => createStorage(descriptor, select));
      },
    };
  }

  /** Whether there may be something to collect. */
  get hasInstruments(): boolean {
    return this.#hasInstruments;
  }

  getMeter(name: string, version = '', options?: MeterOptions): Meter {
    const schemaUrl = options?.schemaUrl;
    const key = JSON.stringify([name, version, schemaUrl]);
    let held = this.#meters.get(key);
    if (!held) {
      held = {
        scope: { name, version, ...(schemaUrl !== undefined && { schemaUrl }) },
        meter: new Meter(this.#shared),
      };
      this.#meters.set(key, held);
    }
    return held.meter;
  }

  /** Asks observable instruments for their values. What is returned settles when all are there: nothing, if they are. */
  observe(): Promise<unknown> | undefined {
    return this.#shared.callbacks.run();
  }

  /** What was measured since the last time, for each of the exporters. */
  collect(interval: Interval): ScopeMetrics[][] {
    return this.#exporters.map((_, exporter) =>
      [...this.#meters.values()].flatMap(({ scope, meter }) => {
        const metrics = meter.collect(exporter, interval);
        return metrics.length === 0 ? [] : [{ scope, metrics }];
      }),
    );
  }
}

function createStorage(descriptor: InstrumentDescriptor, select: SelectAggregation): MetricStorage | undefined {
  const aggregation = aggregationOf(descriptor, selected(descriptor, select));
  return aggregation && new MetricStorage(aggregation);
}

function selected({ type }: InstrumentDescriptor, select: SelectAggregation): AggregationOption {
  try {
    return select(type) ?? { type: 0 };
  } catch (error) {
    diag.error(`otel-powertools: a metrics exporter cannot say how it wants a ${type}; the default is used.`, error);
    return { type: 0 };
  }
}
