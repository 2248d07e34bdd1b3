import { defaultProvider } from '../base/default-providers.js';
import type { GetMaybeUndefined } from '../base/types.js';
import { applicationOf } from './application.js';
import type { AppConfigGetOutput, GetAppConfigOptions } from './options.js';
import { AppConfigProvider } from './provider.js';

export { AppConfigProvider, type AppConfigProviderOptions } from './provider.js';

/**
 * The latest configuration of a profile, from the cache or fetched: its bytes, or what they stand for.
 *
 * @throws {Error} there is no name of an application.
 * @throws {GetParameterError} it could not be fetched.
 * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
 * @throws {TransformParameterError} it is not what `transform` says.
 * @example
 * ```ts
 * const flags = await getAppConfig('flags', { environment: 'production', application: 'orders', transform: 'json' });
 * ```
 */
export function getAppConfig<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends GetAppConfigOptions | undefined = GetAppConfigOptions,
>(
  name: string,
  options: NonNullable<InferredFromOptionsType & GetAppConfigOptions>,
): Promise<
  GetMaybeUndefined<AppConfigGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
> {
  const { environment, application } = options;
  // One for each environment: a session belongs to one, and so do values.
  const key = `appconfig:${JSON.stringify([applicationOf(application), environment])}`;
  const provider = defaultProvider(key, () => new AppConfigProvider({ environment, application }));
  return provider.get<ExplicitUserProvidedType, InferredFromOptionsType>(name, options);
}
