import { defaultProvider } from '../base/default-providers.js';
import type { GetMaybeUndefined } from '../base/types.js';
import type {
  SSMGetMultipleOptions,
  SSMGetMultipleOutput,
  SSMGetOptions,
  SSMGetOutput,
  SSMGetParametersByNameOptions,
  SSMGetParametersByNameOutput,
  SSMSetOptions,
} from './options.js';
import { SSMProvider } from './provider.js';

export { SSMProvider, type SSMProviderOptions } from './provider.js';

/**
 * A parameter of SSM, from the cache or fetched.
 *
 * @throws {GetParameterError} it could not be fetched.
 * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
 * @throws {TransformParameterError} it is not what `transform` says.
 * @example
 * ```ts
 * const limits = await getParameter('/orders/limits', { transform: 'json', maxAge: 60, staleWhileRevalidate: 600 });
 * ```
 */
export function getParameter<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends SSMGetOptions | undefined = SSMGetOptions,
>(
  name: string,
  options?: NonNullable<InferredFromOptionsType & SSMGetOptions>,
): Promise<
  GetMaybeUndefined<SSMGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
> {
  return provider().get<ExplicitUserProvidedType, InferredFromOptionsType>(name, options);
}

/**
 * The parameters below a path, by the rest of their names.
 *
 * @throws {GetParameterError} they could not be fetched.
 * @throws {TransformParameterError} one is not what `transform` says, and `throwOnTransformError` is set.
 * @example
 * ```ts
 * const settings = await getParameters('/orders', { recursive: true, transform: 'auto' });
 * ```
 */
export function getParameters<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends SSMGetMultipleOptions | undefined = SSMGetMultipleOptions,
>(
  path: string,
  options?: NonNullable<InferredFromOptionsType & SSMGetMultipleOptions>,
): Promise<SSMGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType> | undefined> {
  return provider().getMultiple<ExplicitUserProvidedType, InferredFromOptionsType>(path, options);
}

/**
 * Parameters by their names, ten in a request.
 *
 * @throws {GetParameterError} one is not there, and `throwOnError` is not `false`; or the request failed.
 * @throws {TransformParameterError} one is not what its `transform` says, and `throwOnError` is not `false`.
 * @example
 * ```ts
 * const { _errors, ...found } = await getParametersByName(
 *   { '/orders/limits': { transform: 'json' }, '/orders/key': { decrypt: true } },
 *   { throwOnError: false },
 * );
 * ```
 */
export function getParametersByName<ExplicitUserProvidedType = undefined>(
  parameters: Readonly<Record<string, SSMGetParametersByNameOptions>>,
  options?: SSMGetParametersByNameOptions,
): Promise<SSMGetParametersByNameOutput<ExplicitUserProvidedType>> {
  return provider().getParametersByName<ExplicitUserProvidedType>(parameters, options);
}

/**
 * Writes a parameter, and forgets what is kept of it.
 *
 * @returns its version.
 * @throws {SetParameterError} it could not be written.
 * @example
 * ```ts
 * const version = await setParameter('/orders/limits', { value: '{"most":10}', overwrite: true });
 * ```
 */
export function setParameter(name: string, options: SSMSetOptions): Promise<number> {
  return provider().set(name, options);
}

function provider(): SSMProvider {
  return defaultProvider('ssm', () => new SSMProvider());
}
