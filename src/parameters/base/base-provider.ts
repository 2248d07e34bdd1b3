import { ParameterNotFoundError, TransformParameterError } from '../errors.js';
import { getFailure } from './explain-failure.js';
import { inSpan } from './telemetry.js';
import { transformValue } from './transform.js';
import type {
  BaseProviderConstructorOptions,
  BaseProviderInterface,
  GetMultipleOptionsInterface,
  GetOptionsInterface,
  StoreDescription,
  TransformOptions,
} from './types.js';
import { type ExpirableValue, ValueCache } from './value-cache.js';

/**
 * What providers have in common: the cache, transforms, spans and errors. Extend it for a store of your own.
 *
 * @example
 * ```ts
 * class VaultProvider extends BaseProvider {
 *   protected async _get(name: string) {
 *     return readFromVault(name);
 *   }
 *   protected async _getMultiple(path: string) {
 *     return readAllFromVault(path);
 *   }
 * }
 * ```
 */
export abstract class BaseProvider implements BaseProviderInterface {
  /** The client that was given, or made by `awsSdkV3ClientPrototype`. */
  protected client: unknown;
  /** The values that are kept, by key. */
  protected readonly store: Map<string, ExpirableValue>;
  /** Keeps values until they are too old, and lets calls for the same one share a request. */
  protected readonly valueCache = new ValueCache();
  /** What the provider is called in spans and errors, and what its store needs to be read. */
  protected readonly description: StoreDescription;

  constructor(options: BaseProviderConstructorOptions = {}) {
    const { awsSdkV3Client, clientConfig, awsSdkV3ClientPrototype: Client, description } = options;
    this.client = awsSdkV3Client ?? (Client && new Client(clientConfig ?? {}));
    this.store = this.valueCache.values;
    this.description = description ?? { id: new.target.name, title: new.target.name };
  }

  /**
   * A parameter's value.
   *
   * @throws {GetParameterError} it could not be fetched.
   * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
   * @throws {TransformParameterError} it is not what `transform` says.
   */
  async get(name: string, options?: GetOptionsInterface): Promise<unknown> {
    const { transform, throwOnMissing } = options ?? {};
    try {
      const value = await this.valueCache.read(this.cacheKey(name, options), options, (outcome) =>
        inSpan('get', this.description.id, { 'parameters.name': name, 'parameters.cache': outcome }, async () => {
          const found = await this.#attempt(`"${name}"`, this.description.toGet, () => this._get(name, options));
          return transform ? transformValue(found, transform, name) : found;
        }),
      );
      if (value !== undefined && value !== null) return value;
    } catch (error) {
      if (!throwOnMissing || !this.#isMissing(error)) throw error;
    }
    if (throwOnMissing) throw new ParameterNotFoundError(`Parameter ${name} not found in the store`);
    return undefined;
  }

  /**
   * The values below a path, by the rest of their names. None are an empty object.
   *
   * @throws {GetParameterError} they could not be fetched.
   * @throws {TransformParameterError} one is not what `transform` says, and `throwOnTransformError` is set.
   */
  async getMultiple(path: string, options?: GetMultipleOptionsInterface): Promise<unknown> {
    // Not the key of a single parameter that is called like the path.
    const key = `${this.cacheKey(path, options)},path`;
    const values = await this.valueCache.read(key, options, (outcome) =>
      inSpan('getMultiple', this.description.id, { 'parameters.name': path, 'parameters.cache': outcome }, async () => {
        const found = await this.#attempt(`the parameters of "${path}"`, this.description.toGetMultiple, async () =>
          checkRecord(await this._getMultiple(path, options)),
        );
        const entries = Object.entries(found);
        // Nothing there is no answer to keep: the first parameter is to be seen at once.
        return entries.length === 0 ? undefined : transformAll(entries, options);
      }),
    );
    return values ?? {};
  }

  /** @param maxAge - In seconds; 0 or less: it is not kept. */
  addToCache(key: string, value: unknown, maxAge: number): void {
    this.valueCache.add(key, value, maxAge);
  }

  /** Forgets all values. */
  clearCache(): void {
    this.valueCache.forget();
  }

  /** Whether the key's value is too old, or not there. */
  hasKeyExpiredInCache(key: string): boolean {
    return this.store.get(key)?.isExpired() ?? true;
  }

  /**
   * Reads one value from the store, as it lies there: the cache and `transform` come after. Undefined: there is none.
   */
  protected abstract _get(name: string, options?: unknown): Promise<unknown>;

  /** Reads all values below a path from the store, by the rest of their names. Undefined: there are none. */
  protected abstract _getMultiple(path: string, options?: unknown): Promise<Record<string, unknown> | undefined>;

  /** What a value is kept under: its name, transform, and what else makes it another value. */
  protected cacheKey(name: string, options: GetOptionsInterface | undefined): string {
    return `${name},${options?.transform ?? ''}`;
  }

  async #attempt<T>(what: string, needed: string | undefined, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw getFailure(what, this.description, needed, error);
    }
  }

  #isMissing(error: unknown): boolean {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error && cause.name === this.description.missing;
  }
}

function checkRecord(values: unknown): Record<string, unknown> {
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values as Record<string, unknown>;
  throw new Error(`Expected result to be a Record<string, unknown> but got ${typeof values}`);
}

/** Names are data: one may be `__proto__`. */
function transformAll(
  entries: readonly (readonly [string, unknown])[],
  options: GetMultipleOptionsInterface | undefined,
): Record<string, unknown> {
  const { transform, throwOnTransformError = false } = options ?? {};
  if (!transform) return Object.fromEntries(entries);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, transformed(value, transform, name, throwOnTransformError)]),
  );
}

function transformed(value: unknown, transform: TransformOptions, name: string, throws: boolean): unknown {
  try {
    return transformValue(value, transform, name);
  } catch (error) {
    if (throws || !(error instanceof TransformParameterError)) throw error;
    return undefined;
  }
}
