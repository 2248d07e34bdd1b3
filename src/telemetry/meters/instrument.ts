import { type Attributes, diag } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { INT, type InstrumentDescriptor, type Interval } from './metric-data.js';
import { metricRefusals } from './metric-refusals.js';
import type { MetricStorage } from './metric-storage.js';
import { NO_ATTRIBUTES } from './series-key.js';

// An observable counter that goes down has begun anew.
const REFUSES_NEGATIVES = /^(COUNTER|HISTOGRAM)$/;

/** One metric, with what each exporter is to get of it. */
export class Instrument {
  descriptor: InstrumentDescriptor;
  /** By exporter; none for one that does not want it. */
  readonly storages: readonly (MetricStorage | undefined)[];
  readonly keyOf: (attributes: Attributes) => string;
  readonly #said = new Set<string>();

  constructor(
    descriptor: InstrumentDescriptor,
    storages: readonly (MetricStorage | undefined)[],
    keyOf: (attributes: Attributes) => string,
  ) {
    this.descriptor = descriptor;
    this.storages = storages;
    this.keyOf = keyOf;
  }

  readonly record = (value: number, attributes: Attributes = NO_ATTRIBUTES): void => {
    const number = this.numberOf(value);
    if (number === undefined) return;
    const key = this.keyOf(attributes);
    for (const storage of this.storages) storage?.record(key, attributes, number);
  };

  /** The value as this instrument takes it, if it does. */
  numberOf(value: number): number | undefined {
    const { type, valueType } = this.descriptor;
    if (typeof value !== 'number') return this.#refuse('is for numbers');
    if (value < 0 && REFUSES_NEGATIVES.test(type)) return this.#refuse('is not for negative values');
    if (valueType !== INT || Number.isInteger(value)) return value;
    if (!Number.isFinite(value)) return this.#refuse('is for integers');
    this.warnOnce('is for integers: the fractions of others are cut off');
    return Math.trunc(value);
  }

  collect(exporter: number, interval: Interval): MetricData | undefined {
    return this.storages[exporter]?.collect(this.descriptor, interval);
  }

  #refuse(why: string): undefined {
    metricRefusals().dropped.refusedValues += 1;
    this.warnOnce(`${why}: what is given beside is left out and counted`);
  }

  /** @param what - One of few texts: they are remembered. */
  warnOnce(what: string): void {
    if (this.#said.has(what)) return;
    this.#said.add(what);
    diag.warn(`otel-powertools: the instrument "${this.descriptor.name}" ${what}.`);
  }
}
