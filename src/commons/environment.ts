import { givenTraceHeader } from '../invocation/trace-context/trace-header.js';

/** What is to be read. */
export interface GetStringFromEnvOptions {
  /** The name of the variable. */
  readonly key: string;
  /** What holds where the variable is not set. Default: none, it has to be set. */
  readonly defaultValue?: string;
  /** What the error says where the variable is not set and there is no default. */
  readonly errorMessage?: string;
}

/** What is to be read as a number. */
export interface GetNumberFromEnvOptions extends Omit<GetStringFromEnvOptions, 'defaultValue'> {
  /** What holds where the variable is not set. Default: none, it has to be set. */
  readonly defaultValue?: number;
}

/** What is to be read as a boolean. */
export interface GetBooleanFromEnvOptions extends Omit<GetStringFromEnvOptions, 'defaultValue'> {
  /** What holds where the variable is not set. Default: none, it has to be set. */
  readonly defaultValue?: boolean;
  /** Whether `1`, `y`, `yes`, `t`, `on` and their opposites are taken too. Default: `false`. */
  readonly extendedParsing?: boolean;
}

const TRUE_WORDS = new Set(['1', 'y', 'yes', 't', 'true', 'on']);
const FALSE_WORDS = new Set(['0', 'n', 'no', 'f', 'false', 'off']);

/**
 * The text of an environment variable, without white space around it.
 *
 * @throws {Error} the variable is not set, and there is no default.
 *
 * @example
 * getStringFromEnv({ key: 'TABLE_NAME' });
 */
export function getStringFromEnv(options: GetStringFromEnvOptions): string {
  const { key, defaultValue, errorMessage } = options;
  const value = process.env[key]?.trim() ?? defaultValue;
  // The message is the caller's where there is one, and may be empty.
  if (value === undefined) throw new Error(errorMessage || `Environment variable ${key} is required`);
  return value;
}

/**
 * An environment variable as a number.
 *
 * @throws {Error} the variable is not set, and there is no default.
 * @throws {TypeError} it is no number.
 */
export function getNumberFromEnv(options: GetNumberFromEnvOptions): number {
  const number = Number(getStringFromEnv(asText(options)));
  if (Number.isNaN(number)) throw new TypeError(`Environment variable ${options.key} must be a number`);
  return number;
}

/**
 * An environment variable as a boolean: `true` or `false`, in any case of letters.
 *
 * @throws {Error} the variable is not set, and there is no default; or it is no boolean.
 */
export function getBooleanFromEnv(options: GetBooleanFromEnvOptions): boolean {
  const word = getStringFromEnv(asText(options)).toLowerCase();
  if (word === 'true' || (options.extendedParsing && TRUE_WORDS.has(word))) return true;
  if (word === 'false' || (options.extendedParsing && FALSE_WORDS.has(word))) return false;
  throw new Error(`Environment variable ${options.key} must be a boolean`);
}

/** Whether `POWERTOOLS_DEV` is on: `true`, `1`, `yes`, `on`, `y` or `t`. */
export function isDevMode(): boolean {
  return TRUE_WORDS.has((process.env.POWERTOOLS_DEV ?? '').trim().toLowerCase());
}

/** Whether the code runs in Lambda, and not in development mode (`AWS_LAMBDA_INITIALIZATION_TYPE`, `POWERTOOLS_DEV`). */
export function isRunningInLambda(): boolean {
  const type = getStringFromEnv({ key: 'AWS_LAMBDA_INITIALIZATION_TYPE', defaultValue: 'unknown' });
  return type !== 'unknown' && !isDevMode();
}

/** The name of the service (`POWERTOOLS_SERVICE_NAME`), or the empty text. */
export function getServiceName(): string {
  return getStringFromEnv({ key: 'POWERTOOLS_SERVICE_NAME', defaultValue: '' });
}

/**
 * The fields of the trace header of the invocation that is under way: `Root`, `Parent`, `Sampled` and what else there is. It
 * comes from Lambda's invoke store, else from `_X_AMZN_TRACE_ID`; undefined where there is none.
 */
export function getXrayTraceDataFromEnv(): Record<string, string | undefined> | undefined {
  const header = givenTraceHeader()?.trim();
  if (!header) return undefined;
  if (!header.includes('=')) return { Root: header };
  const fields = header.split(';').map((field): [string, string | undefined] => {
    const [key = '', value] = field.split('=');
    return [key, value];
  });
  return Object.fromEntries(fields);
}

/** Whether the invocation that is under way is sampled. */
export function isRequestXRaySampled(): boolean {
  return getXrayTraceDataFromEnv()?.Sampled === '1';
}

/** The trace id of the invocation that is under way, in X-Ray's form; undefined where there is none. */
export function getXRayTraceIdFromEnv(): string | undefined {
  return getXrayTraceDataFromEnv()?.Root;
}

/** Whether invocations may overlap in this process (`AWS_LAMBDA_MAX_CONCURRENCY`), so that its state is in the invoke store. */
export function shouldUseInvokeStore(): boolean {
  return getStringFromEnv({ key: 'AWS_LAMBDA_MAX_CONCURRENCY', defaultValue: '' }) !== '';
}

function asText(options: GetNumberFromEnvOptions | GetBooleanFromEnvOptions): GetStringFromEnvOptions {
  const { key, defaultValue, errorMessage } = options;
  return {
    key,
    ...(defaultValue !== undefined && { defaultValue: String(defaultValue) }),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}
