import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { Instrument } from './instrument.js';
import { type Measurement, takesNegatives } from './metric-data.js';
import { MAX_SERIES, OVERFLOW_ATTRIBUTES, OVERFLOW_KEY } from './metric-storage.js';
import type { ObservableCallbacks, Observed } from './observable-callbacks.js';

/** A metric whose value is asked for when it is to be exported. */
export class ObservableInstrument implements Observable, Observed {
  readonly instrument: Instrument;
  readonly #callbacks: ObservableCallbacks;
  /** What was observed last, by series: a sum is exported as what was added since. */
  readonly #last = new Map<string, number>();

  constructor(instrument: Instrument, callbacks: ObservableCallbacks) {
    this.instrument = instrument;
    this.#callbacks = callbacks;
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, new Set([this]), (observe) =>
      callback({ observe: (value, attributes) => observe(this, value, attributes) }),
    );
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, new Set([this]));
  }

  take(measurements: ReadonlyMap<string, Measurement>): void {
    for (const [key, { attributes, value }] of this.#within(measurements)) {
      const change = this.#changeOf(key, value);
      for (const storage of this.instrument.storages) {
        storage?.record(key, attributes, storage.isSum ? change : value);
      }
    }
  }

  /** What there are too many series for is observed as one, which has their sum. */
  #within(measurements: ReadonlyMap<string, Measurement>): Map<string, Measurement> {
    const within = new Map<string, Measurement>();
    for (const [key, measurement] of measurements) {
      if (!this.#last.has(key) && this.#last.size < MAX_SERIES - 1) this.#last.set(key, 0);
      if (this.#last.has(key)) within.set(key, measurement);
      else {
        const value = measurement.value + (within.get(OVERFLOW_KEY)?.value ?? 0);
        within.set(OVERFLOW_KEY, { attributes: OVERFLOW_ATTRIBUTES, value });
      }
    }
    return within;
  }

  #changeOf(key: string, observed: number): number {
    const isMonotonic = !takesNegatives(this.instrument.descriptor.type);
    const value = isMonotonic ? Math.max(observed, 0) : observed;
    const last = this.#last.get(key) ?? 0;
    if (Number.isFinite(value)) this.#last.set(key, value);
    // What only rises, and is less than it was, has begun anew.
    return isMonotonic && value < last ? value : value - last;
  }
}
