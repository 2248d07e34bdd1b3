import { readFlag, readText } from '../../settings/read.js';
import { applicationOf } from '../appconfig/application.js';
import { inSpan } from '../base/telemetry.js';
import { transformValue } from '../base/transform.js';
import { GetParameterError, ParameterNotFoundError } from '../errors.js';
import type { AppConfigAgentGetConfigOutput, GetConfigOptions } from './types.js';

const DEFAULT_PORT = '2772';
const DEFAULT_TIMEOUT_MILLIS = 3000;

/**
 * A configuration of AWS AppConfig, from the agent that its Lambda extension runs and that keeps values itself. Outside
 * Lambda (or with `POWERTOOLS_DEV`) it is `POWERTOOLS_APPCONFIG_AGENT_RETURN_VALUE`. The agent's port is
 * `AWS_APPCONFIG_EXTENSION_HTTP_PORT`, 2772 by default.
 *
 * @throws {GetParameterError} the agent could not be asked, or answered with an error; or there is no application's name.
 * @throws {ParameterNotFoundError} there is no such configuration, and `throwOnMissing` is set.
 * @throws {TransformParameterError} it is not what `transform` says.
 * @example
 * ```ts
 * const flags = await getConfig('flags', { application: 'orders', environment: 'production', transform: 'json' });
 * ```
 */
export async function getConfig<
  ExplicitUserProvidedType = undefined,
  InferredFromOptionsType extends GetConfigOptions = GetConfigOptions,
>(
  name: string,
  options: InferredFromOptionsType & GetConfigOptions,
): Promise<AppConfigAgentGetConfigOutput<ExplicitUserProvidedType, InferredFromOptionsType>> {
  const { transform, throwOnMissing } = options;
  const text = isInLambda()
    ? await inSpan('get', 'appconfig-agent', { 'parameters.name': name }, () => askAgent(name, options))
    : readText(process.env, 'POWERTOOLS_APPCONFIG_AGENT_RETURN_VALUE');
  if (text === undefined && throwOnMissing) throw new ParameterNotFoundError(`Configuration ${name} not found`);
  const value = text !== undefined && transform ? transformValue(text, transform, name) : text;
  // The value's type is what the caller says that the configuration holds.
  return value as AppConfigAgentGetConfigOutput<ExplicitUserProvidedType, InferredFromOptionsType>;
}

/** Undefined where there is no such configuration. */
async function askAgent(name: string, options: GetConfigOptions): Promise<string | undefined> {
  try {
    const path = ['applications', applicationOf(options.application), 'environments', options.environment];
    const port = readText(process.env, 'AWS_APPCONFIG_EXTENSION_HTTP_PORT') ?? DEFAULT_PORT;
    const response = await fetch(
      `http://localhost:${port}/${[...path, 'configurations', name].map(encodeURIComponent).join('/')}`,
      { signal: AbortSignal.timeout(options.timeout ?? DEFAULT_TIMEOUT_MILLIS) },
    );
    const text = await response.text();
    if (response.ok) return text;
    if (response.status === 404) return undefined;
    throw new Error(`Failed to retrieve configuration from AppConfig Agent: ${response.status} ${text}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GetParameterError(`Unable to get "${name}": ${reason}`, { cause });
  }
}

/** Locally nobody runs the agent. */
function isInLambda(): boolean {
  const { AWS_LAMBDA_INITIALIZATION_TYPE: type } = process.env;
  return !readFlag(process.env, 'POWERTOOLS_DEV') && Boolean(type) && type !== 'unknown';
}
