import type { Context } from '@opentelemetry/api';

/**
 * A context that adds one value to another. The API's own copies all values with each that is added, which an invocation
 * does a dozen times; contexts are nested a few deep.
 */
export class LayeredContext implements Context {
  readonly #below: Context;
  readonly #key: symbol;
  readonly #value: unknown;

  constructor(below: Context, key: symbol, value: unknown) {
    this.#below = below;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#below.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LayeredContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new LayeredContext(this, key, undefined);
  }
}
