import { bytesOf } from '../../aws/document.js';
import { createJsonSender, type JsonService } from '../../aws/json-protocol.js';
import type { LightClientConfig } from '../../aws/light-client-config.js';
import { defaultProvider } from '../base/default-providers.js';
import type { GetMaybeUndefined } from '../base/types.js';
import type { SecretsGetOptions, SecretsGetOutput, SecretsSetOptions } from './options.js';
import { SECRETS_MANAGER, SecretStore } from './secret-store.js';

export type { LightClientConfig } from '../../aws/light-client-config.js';

export interface SecretsLightProviderOptions {
  /** Its own endpoint is `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly clientConfig?: LightClientConfig | undefined;
}

/**
 * Secrets as the provider of `otel-powertools/parameters/secrets` has them, requested without the AWS SDK. It finds
 * credentials where Lambda, ECS and EKS put them; for profiles, single sign-on, proxies or endpoints that are particular,
 * take the other.
 *
 * @throws {Error} `clientConfig` has a number that cannot be.
 * @example
 * ```ts
 * const secrets = new SecretsProvider({ clientConfig: { region: 'eu-west-1' } });
 * ```
 */
export class SecretsProvider extends SecretStore {
  constructor({ clientConfig }: SecretsLightProviderOptions = {}) {
    super(createJsonSender(SERVICE, clientConfig));
  }
}

const SERVICE: JsonService = {
  title: SECRETS_MANAGER.title,
  serviceId: 'Secrets Manager',
  host: 'secretsmanager',
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  withSdk: 'otel-powertools/parameters/secrets',
  version: '1.1',
  target: 'secretsmanager',
  revive: (key, value) => (key === 'SecretBinary' && typeof value === 'string' ? bytesOf(value) : value),
};

/** A secret, as the function of this name in `otel-powertools/parameters/secrets`. */
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

/** Writes a new version of a secret, as the function of this name in `otel-powertools/parameters/secrets`. */
export function setSecret(name: string, options: SecretsSetOptions): Promise<string> {
  return provider().set(name, options);
}

function provider(): SecretsProvider {
  return defaultProvider('secrets-light', () => new SecretsProvider());
}
