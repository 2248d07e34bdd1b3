import { createJsonSender, type JsonService } from '../../aws/json-protocol.js';
import type { LightClientConfig } from '../../aws/light-client-config.js';
import { defaultProvider } from '../base/default-providers.js';
import type { GetMaybeUndefined } from '../base/types.js';
import { SSM } from './description.js';
import type {
  SSMGetMultipleOptions,
  SSMGetMultipleOutput,
  SSMGetOptions,
  SSMGetOutput,
  SSMGetParametersByNameOptions,
  SSMGetParametersByNameOutput,
  SSMSetOptions,
} from './options.js';
import { SSMParameterStore } from './parameter-store.js';

export type { LightClientConfig } from '../../aws/light-client-config.js';

export interface SSMLightProviderOptions {
  /** Its own endpoint is `AWS_ENDPOINT_URL_SSM`. */
  readonly clientConfig?: LightClientConfig | undefined;
}

/**
 * Parameters of SSM as the provider of `otel-powertools/parameters/ssm` has them, requested without the AWS SDK. It finds
 * credentials where Lambda, ECS and EKS put them; for profiles, single sign-on, proxies or endpoints that are particular,
 * take the other.
 *
 * @throws {Error} `clientConfig` has a number that cannot be.
 * @example
 * ```ts
 * const parameters = new SSMProvider({ clientConfig: { region: 'eu-west-1' } });
 * ```
 */
export class SSMProvider extends SSMParameterStore {
  constructor({ clientConfig }: SSMLightProviderOptions = {}) {
    super(createJsonSender(SERVICE, clientConfig));
  }
}

const SERVICE: JsonService = {
  title: SSM.title,
  serviceId: 'SSM',
  host: 'ssm',
  endpointVariable: 'AWS_ENDPOINT_URL_SSM',
  withSdk: 'otel-powertools/parameters/ssm',
  version: '1.1',
  target: 'AmazonSSM',
};

/** A parameter of SSM, as the function of this name in `otel-powertools/parameters/ssm`. */
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

/** The parameters below a path, as the function of this name in `otel-powertools/parameters/ssm`. */
export function getParameters<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends SSMGetMultipleOptions | undefined = SSMGetMultipleOptions,
>(
  path: string,
  options?: NonNullable<InferredFromOptionsType & SSMGetMultipleOptions>,
): Promise<SSMGetMultipleOutput<ExplicitUserProvidedType, InferredFromOptionsType> | undefined> {
  return provider().getMultiple<ExplicitUserProvidedType, InferredFromOptionsType>(path, options);
}

/** Parameters by their names, as the function of this name in `otel-powertools/parameters/ssm`. */
export function getParametersByName<ExplicitUserProvidedType = undefined>(
  parameters: Readonly<Record<string, SSMGetParametersByNameOptions>>,
  options?: SSMGetParametersByNameOptions,
): Promise<SSMGetParametersByNameOutput<ExplicitUserProvidedType>> {
  return provider().getParametersByName<ExplicitUserProvidedType>(parameters, options);
}

/** Writes a parameter, as the function of this name in `otel-powertools/parameters/ssm`. */
export function setParameter(name: string, options: SSMSetOptions): Promise<number> {
  return provider().set(name, options);
}

function provider(): SSMProvider {
  return defaultProvider('ssm-light', () => new SSMProvider());
}
