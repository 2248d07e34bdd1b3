import type { Context } from '@opentelemetry/api';

/** With more layers than this the next one is put on a stack of one layer for each key. */
const MAX_LAYERS = 32;

/**
 * A context that adds one value to another. The API's own copies all values with each that is added, which an invocation
 * does a dozen times; contexts are nested a few deep. Where they are not (a loop that sets the active segment for each
 * record), what lies under a newer value is left out now and then, so that it is neither kept nor looked through.
 */
export class LayeredContext implements Context {
  readonly #below: Context;
  readonly #key: symbol;
  readonly #value: unknown;
  readonly #layers: number;

  constructor(below: Context, key: symbol, value: unknown) {
    this.#below = below;
    this.#key = key;
    this.#value = value;
    this.#layers = below instanceof LayeredContext ? below.#layers + 1 : 1;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#below.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LayeredContext(this.#layers < MAX_LAYERS ? this : this.#flattened(), key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }

  #flattened(): Context {
    const values = new Map<symbol, unknown>();
    let below: Context = this;
    while (below instanceof LayeredContext) {
      if (!values.has(below.#key)) values.set(below.#key, below.#value);
      below = below.#below;
    }
    for (const [key, value] of values) below = new LayeredContext(below, key, value);
    return below;
  }
}
