import { BaseProvider } from '../base/base-provider.js';
import type { Send } from '../base/sdk-sender.js';
import type { GetMaybeUndefined, StoreDescription } from '../base/types.js';
import { applicationOf } from './application.js';
import type { AppConfigEnvironment, AppConfigGetOptions, AppConfigGetOutput } from './options.js';

export const APPCONFIG: StoreDescription = {
  id: 'appconfig',
  title: 'AppConfig',
  toGet: 'appconfig:StartConfigurationSession and appconfig:GetLatestConfiguration on it',
};

/** AppConfig takes a token for 24 hours. */
const TOKEN_LIFE_MILLIS = 23.75 * 3_600_000;

interface Profile {
  token?: string | undefined;
  /** Milliseconds since the epoch. */
  tokenExpires: number;
  /** Before then AppConfig refuses to be asked. */
  nextPoll: number;
  latest?: Uint8Array | undefined;
  polling?: Promise<Uint8Array | undefined> | undefined;
}

/** Configuration profiles of AppConfig, whoever makes the requests. */
export class ConfigurationStore extends BaseProvider {
  readonly #send: Send;
  readonly #application: string;
  readonly #environment: string;
  readonly #profiles = new Map<string, Profile>();

  constructor({ application, environment }: AppConfigEnvironment, send: Send, client?: unknown) {
    super({ awsSdkV3Client: client, description: APPCONFIG });
    this.#send = send;
    this.#application = applicationOf(application);
    this.#environment = environment;
  }

  /**
   * The latest configuration of a profile: its bytes, or what they stand for.
   *
   * @throws {GetParameterError} it could not be fetched.
   * @throws {ParameterNotFoundError} there is none, and `throwOnMissing` is set.
   * @throws {TransformParameterError} it is not what `transform` says.
   */
  override get<
    ExplicitUserProvidedType = undefined,
    InferredFromOptionsType extends AppConfigGetOptions | undefined = AppConfigGetOptions,
  >(
    name: string,
    options?: NonNullable<InferredFromOptionsType & AppConfigGetOptions>,
  ): Promise<
    GetMaybeUndefined<AppConfigGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>, InferredFromOptionsType>
  > {
    // The value's type is what the caller says that the configuration holds.
    return super.get(name, options) as ReturnType<typeof this.get<ExplicitUserProvidedType, InferredFromOptionsType>>;
  }

  /** @throws {GetParameterError} always: profiles have no paths. */
  override async getMultiple(path: string, _options?: unknown): Promise<void> {
    await super.getMultiple(path);
  }

  /** Reads a profile: its bytes, or those of the last time if nothing has changed. */
  protected override _get(name: string, options?: NonNullable<AppConfigGetOptions>): Promise<Uint8Array | undefined> {
    let profile = this.#profiles.get(name);
    if (!profile) {
      profile = { tokenExpires: 0, nextPoll: 0 };
      this.#profiles.set(name, profile);
    }
    const { latest, nextPoll } = profile;
    const isBound = options?.sdkOptions?.RequiredMinimumPollIntervalInSeconds !== undefined;
    if (isBound && latest && Date.now() < nextPoll) return Promise.resolve(latest);
    // A token is good for one request: what is wanted in another transform meanwhile waits for the same answer.
    profile.polling ??= this.#poll(name, profile, options).finally(() => {
      profile.polling = undefined;
    });
    return profile.polling;
  }

  /** Not to be had: profiles have no paths. */
  protected override async _getMultiple(): Promise<never> {
    throw new Error('Method not implemented.');
  }

  async #poll(
    name: string,
    profile: Profile,
    options: NonNullable<AppConfigGetOptions> | undefined,
  ): Promise<Uint8Array | undefined> {
    const { token } = profile;
    const known = token !== undefined && profile.tokenExpires > Date.now() ? token : undefined;
    try {
      return await this.#latest(profile, known ?? (await this.#startSession(name, options)));
    } catch (error) {
      // Whatever became of the request, its token is used up.
      profile.token = undefined;
      if (known === undefined || !(error instanceof Error && error.name === 'BadRequestException')) throw error;
      return this.#latest(profile, await this.#startSession(name, options));
    }
  }

  async #startSession(name: string, options: NonNullable<AppConfigGetOptions> | undefined): Promise<string> {
    const { InitialConfigurationToken: token } = await this.#send('StartConfigurationSession', {
      ...options?.sdkOptions,
      ApplicationIdentifier: this.#application,
      ConfigurationProfileIdentifier: name,
      EnvironmentIdentifier: this.#environment,
    });
    if (typeof token !== 'string' || token === '') throw new Error('Unable to retrieve the configuration token');
    return token;
  }

  async #latest(profile: Profile, token: string): Promise<Uint8Array | undefined> {
    const answer = await this.#send('GetLatestConfiguration', { ConfigurationToken: token });
    const { NextPollConfigurationToken, NextPollIntervalInSeconds, Configuration } = answer;
    profile.token = typeof NextPollConfigurationToken === 'string' ? NextPollConfigurationToken : undefined;
    profile.tokenExpires = Date.now() + TOKEN_LIFE_MILLIS;
    profile.nextPoll = Date.now() + Number(NextPollIntervalInSeconds ?? 0) * 1000;
    // Nothing is what AppConfig answers where nothing has changed.
    const bytes = Configuration as Uint8Array | undefined;
    if (bytes && bytes.length > 0) profile.latest = bytes;
    return profile.latest;
  }
}
