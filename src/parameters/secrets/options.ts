import type { GetOptionsInterface, GetOutput } from '../base/types.js';

export type { GetMaybeUndefined } from '../base/types.js';

interface SecretsGetOptionsBase extends GetOptionsInterface {
  /** Members of the input of `GetSecretValue`. */
  sdkOptions?: { VersionId?: string | undefined; VersionStage?: string | undefined } | undefined;
}

/** Options of `getSecret`. */
export type SecretsGetOptions =
  | (SecretsGetOptionsBase & { transform: 'json' })
  | (SecretsGetOptionsBase & { transform: 'binary' })
  | (SecretsGetOptionsBase & { transform?: never })
  | undefined;

/** The type of a secret: text or bytes, or JSON with that transform, or the one that is named. */
export type SecretsGetOutput<ExplicitUserProvidedType = undefined, InferredFromOptionsType = undefined> = GetOutput<
  ExplicitUserProvidedType,
  InferredFromOptionsType,
  string | Uint8Array
>;

/** What `setSecret` writes. */
export interface SecretsSetOptions {
  /** The new value: text or bytes. */
  value: string | Uint8Array;
  /** Further members of the input of `PutSecretValue`. */
  sdkOptions?:
    | {
        /** Of the new version: a repetition with the same one is the same version. Default: a random UUID. */
        ClientRequestToken?: string | undefined;
        /** Default: `AWSCURRENT`. */
        VersionStages?: string[] | undefined;
      }
    | undefined;
}
