import {
  type BatchObservableCallback,
  type Counter,
  diag,
  type Gauge,
  type Histogram,
  type Meter as MeterApi,
  type MetricOptions,
  type Observable,
  type UpDownCounter,
} from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { Instrument } from './instrument.js';
import { DOUBLE, type InstrumentDescriptor, type InstrumentType, type Interval } from './metric-data.js';
import type { MetricStorage } from './metric-storage.js';
import type { ObservableCallbacks } from './observable-callbacks.js';
import { ObservableInstrument } from './observable-instrument.js';

/** What the instruments of all meters of a provider share. */
export interface MeterShared {
  readonly callbacks: ObservableCallbacks;
  readonly keyOf: Instrument['keyOf'];
  /** One for each exporter that wants the metric. */
  createStorages(descriptor: InstrumentDescriptor): readonly (MetricStorage | undefined)[];
}

// Of the specification.
const VALID_NAME = /^[a-z][\w.\-/]{0,254}$/i;

/** Where two instruments that have one name must not differ. */
const IDENTITY = ['type', 'unit', 'valueType'] as const;

/** Makes instruments, and for the same name and kind the same metric, as often as it is asked. */
export class Meter implements MeterApi {
  readonly #shared: MeterShared;
  /** By name, in which case does not matter: one, unless they contradict each other. */
  readonly #instruments = new Map<string, Instrument[]>();
  readonly #observables = new Map<Instrument, ObservableInstrument>();

  constructor(shared: MeterShared) {
    this.#shared = shared;
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return { add: this.#instrument('COUNTER', name, options).record };
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter {
    return { add: this.#instrument('UP_DOWN_COUNTER', name, options).record };
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return { record: this.#instrument('HISTOGRAM', name, options).record };
  }

  createGauge(name: string, options?: MetricOptions): Gauge {
    return { record: this.#instrument('GAUGE', name, options).record };
  }

  createObservableCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable('OBSERVABLE_COUNTER', name, options);
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable('OBSERVABLE_UP_DOWN_COUNTER', name, options);
  }

  createObservableGauge(name: string, options?: MetricOptions): Observable {
    return this.#observable('OBSERVABLE_GAUGE', name, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#shared.callbacks.add(callback, ownOf(observables), (observe) => callback({ observe }));
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#shared.callbacks.remove(callback, ownOf(observables));
  }

  collect(exporter: number, interval: Interval): MetricData[] {
    return [...this.#instruments.values()].flat().flatMap((instrument) => instrument.collect(exporter, interval) ?? []);
  }

  #observable(type: InstrumentType, name: string, options?: MetricOptions): ObservableInstrument {
    const instrument = this.#instrument(type, name, options);
    const observable =
      this.#observables.get(instrument) ?? new ObservableInstrument(instrument, this.#shared.callbacks);
    this.#observables.set(instrument, observable);
    return observable;
  }

  #instrument(type: InstrumentType, named: string, options?: MetricOptions): Instrument {
    // Typed as text and an object, they are what JavaScript passes.
    const name = String(named);
    const { description = '', unit = '', valueType = DOUBLE, advice = {} } = options ?? {};
    const wanted = { name, type, description, unit, valueType, advice };
    const key = name.toLowerCase();
    const namesakes = this.#instruments.get(key) ?? [];
    const held = namesakes.find(({ descriptor }) => IDENTITY.every((field) => descriptor[field] === wanted[field]));
    if (held) {
      checkAgain(held, wanted);
      return held;
    }
    if (!VALID_NAME.test(name)) {
      diag.warn(
        `otel-powertools: "${name}" is not a name of an instrument: at most 255 letters, digits, "_", ".", "-" and "/", the first one a letter.`,
      );
    }
    const instrument = new Instrument(wanted, this.#shared.createStorages(wanted), this.#shared.keyOf);
    this.#instruments.set(key, [...namesakes, instrument]);
    const [first] = namesakes;
    if (first) instrument.warnOnce(`is there already: ${differenceOf(first.descriptor, wanted)}. Both are exported`);
    return instrument;
  }
}

function ownOf(observables: readonly Observable[]): Set<ObservableInstrument> {
  return new Set(observables.filter((observable) => observable instanceof ObservableInstrument));
}

function differenceOf(held: InstrumentDescriptor, wanted: InstrumentDescriptor): string {
  return IDENTITY.filter((field) => held[field] !== wanted[field])
    .map((field) => `its ${field} is "${held[field]}", now "${wanted[field]}"`)
    .join(', ');
}

/** The first name stays and the longest description. */
function checkAgain(instrument: Instrument, { name, description }: InstrumentDescriptor): void {
  const { descriptor } = instrument;
  if (name !== descriptor.name) instrument.warnOnce('was asked for with another case as well; the first name is used');
  if (description === descriptor.description) return;
  instrument.warnOnce('has several descriptions; the longest is used');
  if (description.length > descriptor.description.length) instrument.descriptor = { ...descriptor, description };
}
