import { createSender } from '../../aws/client.js';
import { readDocument, writeDocument } from '../../aws/document.js';
import type { LightClientConfig } from '../../aws/light-client-config.js';
import type { AwsService } from '../../aws/service.js';
import { defaultProvider } from '../base/default-providers.js';
import type { Send } from '../base/sdk-sender.js';
import type { GetMaybeUndefined } from '../base/types.js';
import { applicationOf } from './application.js';
import { APPCONFIG, ConfigurationStore } from './configuration-store.js';
import type { AppConfigEnvironment, AppConfigGetOutput, GetAppConfigOptions } from './options.js';

export type { LightClientConfig } from '../../aws/light-client-config.js';

export interface AppConfigLightProviderOptions extends AppConfigEnvironment {
  /** Its own endpoint is `AWS_ENDPOINT_URL_APPCONFIGDATA`. */
  readonly clientConfig?: LightClientConfig | undefined;
}

/**
 * Configuration profiles as the provider of `otel-powertools/parameters/appconfig` has them, requested without the AWS
 * SDK. It finds credentials where Lambda, ECS and EKS put them; for profiles, single sign-on, proxies or endpoints that are
 * particular, take the other.
 *
 * @throws {Error} there is no name of an application, or `clientConfig` has a number that cannot be.
 * @example
 * ```ts
 * const configuration = new AppConfigProvider({ application: 'orders', environment: 'production' });
 * ```
 */
export class AppConfigProvider extends ConfigurationStore {
  constructor(options: AppConfigLightProviderOptions) {
    super(options, createAppConfigSender(options.clientConfig));
  }
}

/** The latest configuration of a profile, as the function of this name in `otel-powertools/parameters/appconfig`. */
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
  const key = `appconfig-light:${JSON.stringify([applicationOf(application), environment])}`;
  const provider = defaultProvider(key, () => new AppConfigProvider({ environment, application }));
  return provider.get<ExplicitUserProvidedType, InferredFromOptionsType>(name, options);
}

const SERVICE: AwsService = {
  title: APPCONFIG.title,
  serviceId: 'AppConfigData',
  host: 'appconfigdata',
  signedFor: 'appconfig',
  endpointVariable: 'AWS_ENDPOINT_URL_APPCONFIGDATA',
  withSdk: 'otel-powertools/parameters/appconfig',
};

/** AppConfig's data plane is REST: an operation is a path, and a configuration the whole body of its answer. */
function createAppConfigSender(config: LightClientConfig | undefined): Send {
  const send = createSender(SERVICE, config, ({ headers, body }) => {
    const token = headers['next-poll-configuration-token'];
    if (token === undefined) return readDocument(body, undefined);
    return {
      NextPollConfigurationToken: token.toString(),
      NextPollIntervalInSeconds: headers['next-poll-interval-in-seconds'],
      Configuration: new Uint8Array(body),
    };
  });
  return (operation, input) => {
    if (operation === 'StartConfigurationSession') {
      const headers = { 'content-type': 'application/json' };
      return send({ operation, method: 'POST', path: '/configurationsessions', headers, body: writeDocument(input) });
    }
    const { ConfigurationToken: token = '' }: { ConfigurationToken?: string } = input;
    const path = `/configuration?configuration_token=${encodeURIComponent(token)}`;
    return send({ operation, method: 'GET', path, headers: {}, body: '' });
  };
}
