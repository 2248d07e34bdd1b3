import { defaultProvider } from '../base/default-providers.js';
import type { GetMaybeUndefined } from '../base/types.js';
import type { SecretsGetOptions, SecretsGetOutput, SecretsSetOptions } from './options.js';
import { SecretsProvider } from './provider.js';

export { SecretsProvider, type SecretsProviderOptions } from './provider.js';

/**
 * A secret, from the cache or fetched: its text, or its bytes.
 *
 * @throws {GetParameterError} it could not be fetched.
 * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
 * @throws {TransformParameterError} it is not what `transform` says.
 * @example
 * ```ts
 * const { user, password } = await getSecret<Login>('orders/database', { transform: 'json', throwOnMissing: true });
 * ```
 */
export function getSecret<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends SecretsGetOptions | undefined = SecretsGetOptions,
>(
  name: string,
  options?: NonNullable<InferredFromOptionsType & SecretsGetOptions>,
): Promise<
  GetMaybeUndefined<SecretsGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
> {
  return provider().get<ExplicitUserProvidedType, InferredFromOptionsType>(name, options);
}

/**
 * Writes a new version of a secret that is there, and forgets what is kept of it.
 *
 * @returns the version's id.
 * @throws {SetParameterError} it could not be written.
 * @example
 * ```ts
 * const version = await setSecret('orders/api-key', { value: newKey });
 * ```
 */
export function setSecret(name: string, options: SecretsSetOptions): Promise<string> {
  return provider().set(name, options);
}

function provider(): SecretsProvider {
  return defaultProvider('secrets', () => new SecretsProvider());
}
