import { BaseProvider } from '../base/base-provider.js';
import { withAdvice } from '../base/explain-failure.js';
import type { Send } from '../base/sdk-sender.js';
import { inSpan } from '../base/telemetry.js';
import type { GetMaybeUndefined, GetOptionsInterface, StoreDescription } from '../base/types.js';
import { SetParameterError } from '../errors.js';
import type { SecretsGetOptions, SecretsGetOutput, SecretsSetOptions } from './options.js';

export const SECRETS_MANAGER: StoreDescription = {
  id: 'secretsmanager',
  title: 'Secrets Manager',
  toGet: 'secretsmanager:GetSecretValue on it',
  toSet: 'secretsmanager:PutSecretValue on it',
  missing: 'ResourceNotFoundException',
};

/** Secrets of Secrets Manager, whoever makes the requests. */
export class SecretStore extends BaseProvider {
  readonly #send: Send;

  constructor(send: Send, client?: unknown) {
    super({ awsSdkV3Client: client, description: SECRETS_MANAGER });
    this.#send = send;
  }

  /**
   * A secret's value: its text, or its bytes.
   *
   * @throws {GetParameterError} it could not be fetched.
   * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
   * @throws {TransformParameterError} it is not what `transform` says.
   */
  override get<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends SecretsGetOptions | undefined = SecretsGetOptions,
  >(
    name: string,
    options?: NonNullable<InferredFromOptionsType & SecretsGetOptions>,
  ): Promise<
    GetMaybeUndefined<SecretsGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
  > {
    // The value's type is what the caller says that the secret holds.
    return super.get(name, options) as ReturnType<typeof this.get<ExplicitUserProvidedType, InferredFromOptionsType>>;
  }

  /** @throws {GetParameterError} always: secrets have no paths. */
  override async getMultiple(path: string, _options?: unknown): Promise<void> {
    await super.getMultiple(path);
  }

  /**
   * Writes a new version of a secret that is there, and forgets what is kept of it.
   *
   * @returns the version's id.
   * @throws {SetParameterError} it could not be written.
   */
  async set(name: string, { value, sdkOptions }: SecretsSetOptions): Promise<string> {
    const input = {
      ClientRequestToken: process.getBuiltinModule('node:crypto').randomUUID(),
      ...sdkOptions,
      SecretId: name,
      ...(typeof value === 'string' ? { SecretString: value } : { SecretBinary: value }),
    };
    return inSpan('set', SECRETS_MANAGER.id, { 'parameters.name': name }, async () => {
      try {
        const { VersionId } = await this.#send('PutSecretValue', input);
        return VersionId as string;
      } catch (cause) {
        // Without the text of AWS, which may quote the value.
        const message = withAdvice(`Unable to set secret with name ${name}`, cause, SECRETS_MANAGER.toSet);
        throw new SetParameterError(message, { cause });
      } finally {
        this.valueCache.forget((key) => key.startsWith(`${name},`));
      }
    });
  }

  /** Reads a secret: its text, else its bytes. */
  protected override async _get(
    name: string,
    options?: NonNullable<SecretsGetOptions>,
  ): Promise<string | Uint8Array | undefined> {
    const answer = await this.#send('GetSecretValue', { ...options?.sdkOptions, SecretId: name });
    return (answer.SecretString || answer.SecretBinary) as string | Uint8Array | undefined;
  }

  /** Not to be had: secrets have no paths. */
  protected override async _getMultiple(): Promise<never> {
    throw new Error('Method not implemented.');
  }

  /** A version or stage is another value. */
  protected override cacheKey(name: string, options: GetOptionsInterface | undefined): string {
    const { sdkOptions } = options ?? {};
    return `${super.cacheKey(name, options)}${sdkOptions ? `,${JSON.stringify(sdkOptions)}` : ''}`;
  }
}
