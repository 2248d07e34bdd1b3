import { RESERVED_KEYS } from '../../../exporters/json/record.js';
import { attempt } from '../../shared/unknown.js';
import { fieldsOf, STANDARD_KEYS } from '../output/standard-keys.js';
import { mergeKeys } from './deep-merge.js';
import type { KeysText, LoggerState, TemporaryKeys } from './state.js';

type Keys = Readonly<Record<string, unknown>>;

const NO_KEYS: KeysText = { text: '', names: new Set(), version: 0 };

/** The keys a Logger puts on every line, and those it puts on the lines of one invocation. */
export class LogKeySet {
  readonly #persistent = new Map<string, unknown>();
  /** What is set at module level is the start of every invocation. */
  readonly #initial: TemporaryKeys = { values: new Map(), hidden: new Set() };
  readonly #state: () => LoggerState;
  readonly #onReserved: (key: string) => void;
  #version = 0;

  /** @param state - That of the invocation under way: whose temporary keys are read and set. */
  constructor(state: () => LoggerState, onReserved: (key: string) => void) {
    this.#state = state;
    this.#onReserved = onReserved;
  }

  appendPersistent(keys: Keys): void {
    const temporary = this.temporary();
    const hidden = Object.keys(this.#mergePersistent(keys)).filter((key) => temporary.has(key));
    for (const key of hidden) this.#owned().hidden.add(key);
  }

  replacePersistent(keys: Keys): void {
    this.#persistent.clear();
    this.#mergePersistent(keys);
  }

  #mergePersistent(keys: Keys): Keys {
    const allowed = this.allowed(keys);
    mergeKeys(this.#persistent, allowed);
    this.#version += 1;
    return allowed;
  }

  removePersistent(names: readonly string[]): void {
    const { hidden } = this.#owned();
    for (const name of names) {
      this.#persistent.delete(name);
      hidden.delete(name);
    }
  }

  persistent(): Record<string, unknown> {
    return Object.fromEntries(this.#persistent);
  }

  /** The keys that `appendKeys` has set. */
  temporary(state: LoggerState = this.#state()): ReadonlyMap<string, unknown> {
    return (state.keys ?? this.#initial).values;
  }

  append(keys: Keys): void {
    const allowed = this.allowed(keys);
    const { values, hidden } = this.#owned();
    mergeKeys(values, allowed);
    for (const key of Object.keys(allowed)) hidden.delete(key);
  }

  remove(names: readonly string[]): void {
    const { values, hidden } = this.#owned();
    for (const name of names) {
      values.delete(name);
      hidden.delete(name);
    }
  }

  reset(): void {
    const { values, hidden } = this.#owned();
    values.clear();
    hidden.clear();
  }

  /** The temporary keys, about to change. */
  #owned(): TemporaryKeys {
    const state = this.#state();
    this.#version += 1;
    const { values, hidden } = this.#initial;
    if (!state.invocation) return this.#initial;
    state.keys ??= { values: new Map(values), hidden: new Set(hidden) };
    return state.keys;
  }

  /** The temporary keys of `outer` and those that are `added`, to be changed apart from them. */
  inherited(outer: LoggerState, added: Keys | undefined): TemporaryKeys {
    const { values, hidden } = outer.keys ?? this.#initial;
    const keys = new Map(values);
    if (added) mergeKeys(keys, added);
    return { values: keys, hidden: new Set(hidden) };
  }

  /** Persistent keys in their order, then temporary ones; of the same name, the one that was set last. */
  merged(state: LoggerState): Map<string, unknown> {
    const keys = new Map(this.#persistent);
    const { values, hidden } = state.keys ?? this.#initial;
    for (const [key, value] of values) if (!hidden.has(key)) keys.set(key, value);
    return keys;
  }

  /** The text of the keys, which lines of `state` share. */
  text(state: LoggerState): KeysText {
    if (this.#persistent.size === 0 && this.temporary(state).size === 0) return NO_KEYS;
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
    const names = attempt(() => Object.keys(keys));
    // A proxy whose traps throw.
    if (!names) return {};
    const reserved = names.filter((name) => RESERVED_KEYS.has(name));
    if (reserved.length === 0) return keys;
    for (const name of reserved) this.#onReserved(name);
    // Read where it is put: a getter may throw.
    const allowed: Record<string, unknown> = Object.create(null);
    for (const name of names) {
      const described = RESERVED_KEYS.has(name) ? undefined : Object.getOwnPropertyDescriptor(keys, name);
      if (described) Object.defineProperty(allowed, name, described);
    }
    return allowed;
  }
}
