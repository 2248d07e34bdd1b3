import * as theirRoot from '@aws-lambda-powertools/parameters';
import * as theirAppConfig from '@aws-lambda-powertools/parameters/appconfig';
import * as theirSecrets from '@aws-lambda-powertools/parameters/secrets';
import * as theirSsm from '@aws-lambda-powertools/parameters/ssm';
import * as ourRoot from 'otel-powertools/parameters';
import * as ourAppConfig from 'otel-powertools/parameters/appconfig';
import * as ourAppConfigLight from 'otel-powertools/parameters/appconfig/light';
import * as ourSecrets from 'otel-powertools/parameters/secrets';
import * as ourSecretsLight from 'otel-powertools/parameters/secrets/light';
import * as ourSsm from 'otel-powertools/parameters/ssm';
import * as ourSsmLight from 'otel-powertools/parameters/ssm/light';

type Options = Readonly<Record<string, unknown>>;

/** The names that all have, with types loose enough for wrong use: what happens then is compared too. */
export interface Library {
  readonly SSMProvider: new () => {
    get(name: string, options?: Options): Promise<unknown>;
    getMultiple(path: string, options?: Options): Promise<unknown>;
    getParametersByName(parameters: Readonly<Record<string, Options>>, options?: Options): Promise<unknown>;
    set(name: string, options: Options): Promise<unknown>;
    addToCache(key: string, value: unknown, maxAge: number): void;
    hasKeyExpiredInCache(key: string): boolean;
    clearCache(): void;
  };
  readonly SecretsProvider: new () => {
    get(name: string, options?: Options): Promise<unknown>;
    getMultiple(path: string): Promise<unknown>;
  };
  readonly AppConfigProvider: new (
    options: Options,
  ) => {
    get(name: string, options?: Options): Promise<unknown>;
    getMultiple(path: string): Promise<unknown>;
  };
  readonly getParameter: (name: string, options?: Options) => Promise<unknown>;
  readonly getParameters: (path: string, options?: Options) => Promise<unknown>;
  readonly getParametersByName: (parameters: Readonly<Record<string, Options>>, options?: Options) => Promise<unknown>;
  readonly setParameter: (name: string, options: Options) => Promise<unknown>;
  readonly getSecret: (name: string, options?: Options) => Promise<unknown>;
  readonly getAppConfig: (name: string, options: Options) => Promise<unknown>;
  readonly clearCaches: () => void;
}

// Their types are stricter, each in its own way.
const libraryOf = (...modules: readonly object[]): Library => Object.assign({}, ...modules);

export const theirs = libraryOf(theirRoot, theirSsm, theirSecrets, theirAppConfig);
export const ours = libraryOf(ourRoot, ourSsm, ourSecrets, ourAppConfig);
export const light = libraryOf(ourRoot, ourSsmLight, ourSecretsLight, ourAppConfigLight);
