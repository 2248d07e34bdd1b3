/** A typed key-value store. Values of the request live as long as it, shared ones as long as the router. */
export interface IStore<TValues extends Record<string, unknown> = Record<string, unknown>> {
  /** Keeps `value` under `key`, in place of what was there. */
  set<TKey extends keyof TValues & string>(key: TKey, value: TValues[TKey]): void;
  /** The value under `key`; undefined if there is none. */
  get<TKey extends keyof TValues & string>(key: TKey): TValues[TKey] | undefined;
  /** Whether there is a value under `key`. */
  has(key: keyof TValues & string): boolean;
  /** Removes the value under `key`, and says whether there was one. */
  delete(key: keyof TValues & string): boolean;
}

export class Store<TValues extends Record<string, unknown> = Record<string, unknown>> implements IStore<TValues> {
  readonly #values = new Map<string, unknown>();

  set<TKey extends keyof TValues & string>(key: TKey, value: TValues[TKey]): void {
    this.#values.set(key, value);
  }

  get<TKey extends keyof TValues & string>(key: TKey): TValues[TKey] | undefined {
    // `set` is the only writer and takes the same key's type.
    return this.#values.get(key) as TValues[TKey] | undefined;
  }

  has(key: keyof TValues & string): boolean {
    return this.#values.has(key);
  }

  delete(key: keyof TValues & string): boolean {
    return this.#values.delete(key);
  }

  /** Takes over another store's entries, which win. */
  assign(entries: Iterable<readonly [string, unknown]>): void {
    for (const [key, value] of entries) this.#values.set(key, value);
  }

  /** All keys and values, in the order in which they were first set. */
  entries(): IterableIterator<[string, unknown]> {
    return this.#values.entries();
  }
}

/** The types of the two stores of a router: `new Router<{ store: { request: { userId: string } } }>()`. */
export interface Env {
  /** The types of the values: `request` of those of one request, `shared` of those of the router. */
  store?: {
    request?: Record<string, unknown>;
    shared?: Record<string, unknown>;
  };
}

export type RequestStoreOf<TEnv extends Env> = TEnv extends {
  store: { request: infer TStore extends Record<string, unknown> };
}
  ? TStore
  : Record<string, unknown>;

export type SharedStoreOf<TEnv extends Env> = TEnv extends {
  store: { shared: infer TStore extends Record<string, unknown> };
}
  ? TStore
  : Record<string, unknown>;

type Named<TStore> = string extends keyof TStore ? unknown : TStore;
type OrOpen<TStore> =
  TStore extends Record<string, unknown>
    ? keyof TStore extends never
      ? Record<string, unknown>
      : TStore
    : Record<string, unknown>;

type RequestStores<TEnvs extends readonly Env[]> = TEnvs extends readonly [
  infer TFirst extends Env,
  ...infer TRest extends Env[],
]
  ? Named<RequestStoreOf<TFirst>> & RequestStores<TRest>
  : unknown;

type SharedStores<TEnvs extends readonly Env[]> = TEnvs extends readonly [
  infer TFirst extends Env,
  ...infer TRest extends Env[],
]
  ? Named<SharedStoreOf<TFirst>> & SharedStores<TRest>
  : unknown;

/** The stores of several routers together. One that names no keys adds none. */
export type MergeEnv<TEnvs extends readonly [Env, Env, ...Env[]]> = {
  /** The types of the values of all routers together. */
  store: { request: OrOpen<RequestStores<TEnvs>>; shared: OrOpen<SharedStores<TEnvs>> };
};
