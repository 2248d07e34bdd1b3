import type { JSONValue } from '../../shared/json.js';

export type { JSONArray, JSONObject, JSONValue } from '../../shared/json.js';

/**
 * How text becomes a value: `json` is parsed, `binary` is base64 of UTF-8 text, `auto` is either by the ending of the
 * parameter's name, `.json` or `.binary`.
 */
export type TransformOptions = 'json' | 'binary' | 'auto';

/** Options of a single parameter. */
export interface GetOptionsInterface {
  /**
   * How long the value is kept, in seconds, from when it was fetched; 0: not at all.
   * Default: `POWERTOOLS_PARAMETERS_MAX_AGE`, else 5.
   */
  maxAge?: number | undefined;
  /**
   * For how many seconds beyond `maxAge` the last value is still given, while a new one is fetched in the background: no
   * call but the first waits. Default: 0.
   */
  staleWhileRevalidate?: number | undefined;
  /** Fetch the value though there is one, and keep the new one. Default: `false`. */
  forceFetch?: boolean | undefined;
  /** What is to be sent to AWS besides; the provider's own members win. */
  sdkOptions?: unknown;
  /** Default: none, the value is given as it is. */
  transform?: TransformOptions | undefined;
  /** Throw `ParameterNotFoundError` where there is no such parameter. Default: `false`. */
  throwOnMissing?: boolean | undefined;
}

/** Options of several parameters. */
export interface GetMultipleOptionsInterface extends GetOptionsInterface {
  /** Throw where a value cannot be transformed, instead of giving `undefined` in its place. Default: `false`. */
  throwOnTransformError?: boolean | undefined;
}

/** `undefined` is possible unless `throwOnMissing` is set. */
export type GetMaybeUndefined<Output, Options> = Options extends { throwOnMissing: true } ? Output : Output | undefined;

/**
 * The type of a value: the one that the caller names; else text or JSON, as `transform` says; else what the store holds.
 */
export type GetOutput<Explicit, Options, Stored> = undefined extends Explicit
  ? undefined extends Options
    ? Stored
    : Options extends { transform: 'json' | 'auto' }
      ? JSONValue
      : Options extends { transform: 'binary' }
        ? string
        : Stored
  : Explicit;

/** A value, and when it is too old. */
export interface ExpirableValueInterface {
  /** What is kept, transformed already. */
  value: unknown;
  /** Milliseconds since the epoch. */
  ttl: number;
}

export interface BaseProviderInterface {
  /** One parameter's value; undefined if there is none. */
  get(name: string, options?: GetOptionsInterface): Promise<unknown>;
  /** The values below a path, by the rest of their names. */
  getMultiple(path: string, options?: GetMultipleOptionsInterface): Promise<unknown>;
  /** Forgets all values that are kept. */
  clearCache?(): void;
}

/** What spans and errors say of the place that parameters come from. */
export interface StoreDescription {
  /** Attribute `parameters.store` of spans. */
  readonly id: string;
  /** As people know it. */
  readonly title: string;
  /** What the function's role needs to read one. */
  readonly toGet?: string;
  /** What it needs to read several. */
  readonly toGetMultiple?: string;
  /** What it needs to write one. */
  readonly toSet?: string;
  /** The name of the error that says that there is no such parameter. */
  readonly missing?: string;
}

export interface BaseProviderConstructorOptions {
  /** The client to make requests with. Default: a new one, by `awsSdkV3ClientPrototype`. */
  awsSdkV3Client?: unknown;
  /** What the new client is made with. Default: an empty object. */
  clientConfig?: unknown;
  /** Makes the client, where none is given. */
  awsSdkV3ClientPrototype?: (new (config?: unknown) => unknown) | undefined;
  /** Default: the name of the class. */
  description?: StoreDescription | undefined;
}
