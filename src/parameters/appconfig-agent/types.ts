import type { GetMaybeUndefined, JSONValue } from '../base/types.js';

/** Options of `getConfig`. */
export interface GetConfigOptions {
  /** Its name or id. */
  environment: string;
  /** Its name or id. Default: `POWERTOOLS_SERVICE_NAME`. */
  application?: string | undefined;
  /** Default: none, the configuration's text. */
  transform?: 'json' | 'binary' | undefined;
  /** How long the agent may take, in milliseconds. Default: 3000. */
  timeout?: number | undefined;
  /** Throw `ParameterNotFoundError` where there is no such configuration. Default: `false`. */
  throwOnMissing?: boolean | undefined;
}

/** The type of a configuration: text, or JSON with that transform, or the one that is named. */
export type AppConfigAgentGetOutput<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType = undefined,
> = undefined extends ExplicitUserProvidedType
  ? InferredFromOptionsType extends { transform: 'json' }
    ? JSONValue
    : string
  : ExplicitUserProvidedType;

/** `undefined` is possible unless `throwOnMissing` is set. */
export type AppConfigAgentGetConfigOutput<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType = undefined,
> = GetMaybeUndefined<
  AppConfigAgentGetOutput<ExplicitUserProvidedType, InferredFromOptionsType>,
  InferredFromOptionsType
>;
