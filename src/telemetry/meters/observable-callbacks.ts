import { type Attributes, diag } from '@opentelemetry/api';
import type { Instrument } from './instrument.js';
import type { Measurement } from './metric-data.js';
import { NO_ATTRIBUTES } from './series-key.js';

/** Whom a callback can observe. */
export interface Observed {
  readonly instrument: Instrument;
  /** Takes what one callback has observed, by series. */
  take(measurements: ReadonlyMap<string, Measurement>): void;
}

type Observe = (observed: unknown, value: number, attributes?: Attributes) => void;

interface Registration {
  readonly callback: unknown;
  readonly observed: ReadonlySet<Observed>;
  readonly run: (observe: Observe) => void | Promise<void>;
  isRunning: boolean;
  hasFailed: boolean;
}

/** The callbacks that are asked for values when metrics are to be exported. */
export class ObservableCallbacks {
  readonly #registrations: Registration[] = [];

  /** @param run - Calls the callback. */
  add(callback: unknown, observed: ReadonlySet<Observed>, run: Registration['run']): void {
    if (observed.size === 0) {
      diag.error('otel-powertools: a callback is not called, because it is given no observable instrument of ours.');
    } else if (this.#indexOf(callback, observed) === -1) {
      this.#registrations.push({ callback, observed, run, isRunning: false, hasFailed: false });
    }
  }

  remove(callback: unknown, observed: ReadonlySet<Observed>): void {
    const index = this.#indexOf(callback, observed);
    if (index >= 0) this.#registrations.splice(index, 1);
  }

  #indexOf(callback: unknown, observed: ReadonlySet<Observed>): number {
    return this.#registrations.findIndex((held) => held.callback === callback && isSameSet(held.observed, observed));
  }

  /** Calls all; what is returned settles when the asynchronous ones have. Nothing, where none is. */
  run(): Promise<unknown> | undefined {
    const running = this.#registrations.flatMap((registration) => runOne(registration) ?? []);
    return running.length === 0 ? undefined : Promise.all(running);
  }
}

function isSameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

/** A callback that fails costs its own observations only. One that is still running is left to it. */
function runOne(registration: Registration): Promise<void> | undefined {
  if (registration.isRunning) return undefined;
  const measurements = new Map<Observed, Map<string, Measurement>>();
  const observe: Observe = (target, value, attributes = NO_ATTRIBUTES) => {
    const observed = [...registration.observed].find((each) => each === target);
    const number = observed?.instrument.numberOf(value);
    if (!observed || number === undefined) return;
    const series = measurements.get(observed) ?? new Map<string, Measurement>();
    measurements.set(observed, series.set(observed.instrument.keyOf(attributes), { attributes, value: number }));
  };
  const finish = (): void => {
    registration.isRunning = false;
    for (const [observed, series] of measurements) observed.take(series);
  };
  const fail = (error: unknown): void => {
    registration.isRunning = false;
    if (registration.hasFailed) return;
    registration.hasFailed = true;
    diag.warn(
      'otel-powertools: some metrics could not be observed; further failures of this callback are not reported.',
      error,
    );
  };
  try {
    registration.isRunning = true;
    // Typed as giving nothing or a promise, a callback may return anything: that of an arrow function, say.
    const running: unknown = registration.run(observe);
    // One that is not asynchronous is done: a process that exits waits for nothing.
    if (typeof Object(running).then === 'function') return Promise.resolve(running).then(finish, fail);
    finish();
  } catch (error) {
    fail(error);
  }
  return undefined;
}
