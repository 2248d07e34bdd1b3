import type { AppConfigDataClientConfig } from '@aws-sdk/client-appconfigdata';
import { type SdkClient, sendWithSdk } from '../base/sdk-sender.js';
import { ConfigurationStore } from './configuration-store.js';
import type { AppConfigEnvironment } from './options.js';

/** The environment, and the client or the settings to make one with. */
export type AppConfigProviderOptions = AppConfigEnvironment &
  (
    | { clientConfig?: AppConfigDataClientConfig | undefined; awsSdkV3Client?: never }
    | {
        /** An `AppConfigDataClient` of AWS SDK v3, or anything that sends its commands. */
        awsSdkV3Client?: SdkClient | undefined;
        clientConfig?: never;
      }
  );

/**
 * Configuration profiles of an environment of AWS AppConfig. `@aws-sdk/client-appconfigdata`, which Lambda's runtime has,
 * is loaded when this is made. The function needs `appconfig:StartConfigurationSession` and
 * `appconfig:GetLatestConfiguration`.
 *
 * @throws {Error} there is no name of an application, or `awsSdkV3Client` has no `send`.
 * @example
 * ```ts
 * const configuration = new AppConfigProvider({ application: 'orders', environment: 'production' });
 * const flags = await configuration.get('flags', { transform: 'json', maxAge: 60 });
 * ```
 */
export class AppConfigProvider extends ConfigurationStore {
  constructor(options: AppConfigProviderOptions) {
    const send = sendWithSdk<AppConfigDataClientConfig>(
      () => import('./sdk.js'),
      options,
      {},
      '@aws-sdk/client-appconfigdata',
      'otel-powertools/parameters/appconfig/light',
    );
    super(options, send, options.awsSdkV3Client);
  }
}
