import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type SdkClient, sendWithSdk } from '../base/sdk-sender.js';
import { SecretStore } from './secret-store.js';

/** The client, or the settings to make one with. */
export type SecretsProviderOptions =
  | {
      /** What the client is made with. Default: what the environment of the function says. */
      clientConfig?: SecretsManagerClientConfig | undefined;
      awsSdkV3Client?: never;
    }
  | {
      /** A `SecretsManagerClient` of AWS SDK v3, or anything that sends its commands. */
      awsSdkV3Client?: SdkClient | undefined;
      clientConfig?: never;
    };

/**
 * Secrets of AWS Secrets Manager. `@aws-sdk/client-secrets-manager`, which Lambda's runtime has, is loaded when this is
 * made. The function needs `secretsmanager:GetSecretValue` or `PutSecretValue`, for what it calls, and `kms:Decrypt` for
 * keys of your own.
 *
 * @throws {Error} `awsSdkV3Client` has no `send`.
 * @example
 * ```ts
 * const secrets = new SecretsProvider();
 * const key = await secrets.get('orders/api-key', { maxAge: 300 });
 * ```
 */
export class SecretsProvider extends SecretStore {
  constructor(options: SecretsProviderOptions = {}) {
    const send = sendWithSdk<SecretsManagerClientConfig>(
      () => import('./sdk.js'),
      options,
      {},
      '@aws-sdk/client-secrets-manager',
      'otel-powertools/parameters/secrets/light',
    );
    super(send, options.awsSdkV3Client);
  }
}
