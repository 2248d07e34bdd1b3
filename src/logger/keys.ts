import { RESERVED_KEYS } from '../../exporters/json/record.js';
import { mergeKeys } from './deep-merge.js';
import { fieldsOf, STANDARD_KEYS } from './standard-keys.js';
import type { KeysText, LoggerState } from './state.js';

type Keys = Readonly<Record<string, unknown>>;

/** The keys a Logger puts on every line, and those it puts on the lines of one invocation. */
export class LogKeySet {
  readonly #persistent = new Map<string, unknown>();
  readonly #onReserved: (key: string) => void;
  #version = 0;

  constructor(onReserved: (key: string) => void) {
    this.#onReserved = onReserved;
  }

  appendPersistent(keys: Keys, state: LoggerState | undefined): void {
    const allowed = this.allowed(keys);
    mergeKeys(this.#persistent, allowed);
    for (const key of Object.keys(allowed)) if (state?.temporaryKeys.has(key)) state.hiddenKeys.add(key);
    this.#version += 1;
  }

  replacePersistent(keys: Keys): void {
    this.#persistent.clear();
    this.appendPersistent(keys, undefined);
  }

  removePersistent(names: readonly string[], state: LoggerState): void {
    for (const name of names) {
      this.#persistent.delete(name);
      state.hiddenKeys.delete(name);
    }
    this.#version += 1;
  }

  persistent(): Record<string, unknown> {
    return Object.fromEntries(this.#persistent);
  }

  append(keys: Keys, state: LoggerState): void {
    const allowed = this.allowed(keys);
    mergeKeys(state.temporaryKeys, allowed);
    for (const key of Object.keys(allowed)) state.hiddenKeys.delete(key);
    state.keysText = undefined;
  }

  remove(names: readonly string[], state: LoggerState): void {
    for (const name of names) {
      state.temporaryKeys.delete(name);
      state.hiddenKeys.delete(name);
    }
    state.keysText = undefined;
  }

  reset(state: LoggerState): void {
    state.temporaryKeys.clear();
    state.hiddenKeys.clear();
    state.keysText = undefined;
  }

  /** Persistent keys in their order, then temporary ones; of the same name, the one that was set last. */
  merged(state: LoggerState): Map<string, unknown> {
    const keys = new Map(this.#persistent);
    for (const [key, value] of state.temporaryKeys) if (!state.hiddenKeys.has(key)) keys.set(key, value);
    return keys;
  }

  /** The text of the keys, which lines of `state` share. */
  text(state: LoggerState): KeysText {
    if (state.keysText?.version === this.#version) return state.keysText;
    const keys = this.merged(state);
    // An object may be changed before the next line; a standard key has its own place.
    const isFixed = [...keys].every(
      ([key, value]) => (typeof value !== 'object' || value === null) && !STANDARD_KEYS.has(key),
    );
    state.keysText = {
      text: isFixed ? fieldsOf(keys) : undefined,
      names: new Set(keys.keys()),
      version: this.#version,
    };
    return state.keysText;
  }

  /** The keys but for those that only the record itself may set, each of which is reported. */
  allowed(keys: Keys | null | undefined): Keys {
    if (typeof keys !== 'object' || keys === null) return {};
    const names = Object.keys(keys);
    const reserved = names.filter((name) => RESERVED_KEYS.has(name));
    if (reserved.length === 0) return keys;
    for (const name of reserved) this.#onReserved(name);
    return Object.fromEntries(Object.entries(keys).filter(([name]) => !RESERVED_KEYS.has(name)));
  }
}
