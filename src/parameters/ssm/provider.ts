import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { type SdkClient, sendWithSdk } from '../base/sdk-sender.js';
import { SSMParameterStore } from './parameter-store.js';

/** The client, or the settings to make one with. */
export type SSMProviderOptions =
  | {
      /** What the client is made with. Default: what the environment of the function says. */
      clientConfig?: SSMClientConfig | undefined;
      awsSdkV3Client?: never;
    }
  | {
      /** An `SSMClient` of AWS SDK v3, or anything that sends its commands. */
      awsSdkV3Client?: SdkClient | undefined;
      clientConfig?: never;
    };

/**
 * Parameters of AWS Systems Manager. `@aws-sdk/client-ssm`, which Lambda's runtime has, is loaded when this is made. The
 * function needs `ssm:GetParameter`, `GetParameters`, `GetParametersByPath` or `PutParameter`, for what it calls, and
 * `kms:Decrypt` for keys of your own.
 *
 * @throws {Error} `awsSdkV3Client` has no `send`.
 * @example
 * ```ts
 * const parameters = new SSMProvider({ clientConfig: { region: 'eu-west-1' } });
 * const limits = await parameters.get('/orders/limits', { transform: 'json', maxAge: 60 });
 * ```
 */
export class SSMProvider extends SSMParameterStore {
  constructor(options: SSMProviderOptions = {}) {
    const send = sendWithSdk<SSMClientConfig>(
      () => import('./sdk.js'),
      options,
      {},
      '@aws-sdk/client-ssm',
      'otel-powertools/parameters/ssm/light',
    );
    super(send, options.awsSdkV3Client);
  }
}
