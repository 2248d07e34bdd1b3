import type { GetOptionsInterface, GetOutput } from '../base/types.js';

export type { GetMaybeUndefined } from '../base/types.js';

/** Which environment of which application. */
export interface AppConfigEnvironment {
  /** Its name or id. */
  environment: string;
  /** Its name or id. Default: `POWERTOOLS_SERVICE_NAME`. */
  application?: string | undefined;
}

interface AppConfigGetOptionsBase extends GetOptionsInterface {
  /** Members of the input of `StartConfigurationSession`. */
  sdkOptions?:
    | {
        /** AppConfig then refuses to be asked more often, and the last value is given instead. In seconds, 15 to 86400. */
        RequiredMinimumPollIntervalInSeconds?: number | undefined;
      }
    | undefined;
}

/** Options of a configuration profile. */
export type AppConfigGetOptions =
  | (AppConfigGetOptionsBase & { transform: 'json' })
  | (AppConfigGetOptionsBase & { transform: 'binary' })
  | (AppConfigGetOptionsBase & { transform?: never })
  | undefined;

/** The type of a configuration: bytes, or text or JSON with those transforms, or the one that is named. */
export type AppConfigGetOutput<ExplicitUserProvidedType = undefined, InferredFromOptionsType = undefined> = GetOutput<
  ExplicitUserProvidedType,
  InferredFromOptionsType extends { transform: 'json' | 'binary' } ? InferredFromOptionsType : undefined,
  Uint8Array
>;

/** Options of `getAppConfig`. */
export type GetAppConfigOptions = AppConfigEnvironment & AppConfigGetOptions;
