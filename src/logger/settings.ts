import { checkOptionNames, type OptionNames } from '../../exporters/option-names.js';
import { type Environment as EnvironmentVariables, readFlag, readNumber, readText } from '../settings/read.js';
import { serviceReader } from '../telemetry/settings/service.js';
import type { LogFormatter } from './formatter.js';
import { type LevelName, type LogLevel, parseLevel } from './levels.js';
import type { LogBufferOptions } from './output/buffer-options.js';

export type LogAttributes = { [key: string]: unknown };

/** Keys a user may set: all but those that a record has of its own. */
export type LogKeys = { [key: string]: unknown } & {
  /** Not to be set: it is the text of the line. */
  message?: never;
  /** Not to be set: it is the level of the line. */
  level?: never;
  /** Not to be set: it is the option `sampleRateValue`. */
  sampling_rate?: never;
  /** Not to be set: it is the option `serviceName`. */
  service?: never;
  /** Not to be set: it is when the line was logged. */
  timestamp?: never;
};

export type Environment = 'dev' | 'local' | 'staging' | 'prod' | (string & {});

/** As `JSON.stringify` calls its replacer, but for `this`. */
export type CustomJsonReplacerFn = (key: string, value: unknown) => unknown;

/** Settings from elsewhere. */
export interface ConfigService {
  /** Where the function runs, such as `prod`; used instead of `ENVIRONMENT`. */
  getCurrentEnvironment?(): string;
  /** The service; used instead of `POWERTOOLS_SERVICE_NAME` and `OTEL_SERVICE_NAME`. */
  getServiceName?(): string;
  /** The name of a level; used instead of `POWERTOOLS_LOG_LEVEL` and `LOG_LEVEL`. */
  getLogLevel?(): string;
  /** A number from 0 to 1; used instead of `POWERTOOLS_LOGGER_SAMPLE_RATE`. `undefined` leaves it to that. */
  getSampleRateValue?(): number | undefined;
}

/** How a Logger is made. What is not given comes from the environment, else from the default. */
export interface ConstructorOptions {
  /** `POWERTOOLS_LOG_LEVEL`, `LOG_LEVEL`; default `INFO`. Where `AWS_LAMBDA_LOG_LEVEL` is set, that is the level. */
  readonly logLevel?: LogLevel | undefined;
  /** `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME`; default `service_undefined`. */
  readonly serviceName?: string | undefined;
  /** The share of invocations, 0 to 1, that are logged at `DEBUG`. `POWERTOOLS_LOGGER_SAMPLE_RATE`; default 0. */
  readonly sampleRateValue?: number | undefined;
  /** Passed to a custom formatter. `ENVIRONMENT`; default empty. */
  readonly environment?: Environment | undefined;
  /** Keys of every line. */
  readonly persistentKeys?: LogAttributes | undefined;
  /** @deprecated Use `persistentKeys`. */
  readonly persistentLogAttributes?: LogAttributes | undefined;
  /** Makes lines of your own form. */
  readonly logFormatter?: LogFormatter | undefined;
  /** Keys that come first, in this order. */
  readonly logRecordOrder?: readonly string[] | ReadonlySet<string> | undefined;
  /** Changes values before they are written, as the second argument of `JSON.stringify` does. Default: none. */
  readonly jsonReplacerFn?: CustomJsonReplacerFn | undefined;
  /** Settings from elsewhere, asked before the environment and after the options. Default: none. */
  readonly customConfigService?: ConfigService | undefined;
  /** Keeps lines back until they are wanted: see {@link LogBufferOptions}. Off by default. */
  readonly logBufferOptions?: LogBufferOptions | null | undefined;
  /** Evaluates the path of a correlation id. Default: JMESPath with the `powertools_*` functions. */
  readonly correlationIdSearchFn?: ((expression: string, data: unknown) => unknown) | undefined;
  /** Whether a line says which function, and which line of it, wrote it. Default `true`. */
  readonly location?: boolean | undefined;
}

const NAMES: OptionNames<ConstructorOptions> = {
  logLevel: true,
  serviceName: true,
  sampleRateValue: true,
  environment: true,
  persistentKeys: true,
  persistentLogAttributes: true,
  logFormatter: true,
  logRecordOrder: true,
  jsonReplacerFn: true,
  customConfigService: true,
  logBufferOptions: true,
  correlationIdSearchFn: true,
  location: true,
};

const BUFFER_NAMES: OptionNames<LogBufferOptions> = {
  enabled: true,
  maxBytes: true,
  bufferAtVerbosity: true,
  flushOnErrorLog: true,
};

/** The settings of one Logger, resolved but for the service, which may be configured later. */
export interface LoggerSettings {
  readonly level: LevelName;
  /** Where the level comes from an option, which may disagree with Lambda's. */
  readonly requestedLevel: LevelName | undefined;
  readonly lambdaLevel: LevelName | undefined;
  readonly sampleRate: number;
  /** The service that this Logger was given. */
  readonly ownService: string | undefined;
  service(): string;
  readonly environment: string;
  readonly region: string;
  readonly logEvent: boolean;
  readonly development: boolean;
  readonly timeZone: string | undefined;
  /** What was wrong with the settings. */
  readonly problems: readonly string[];
}

export function readLoggerSettings(
  options: ConstructorOptions,
  env: EnvironmentVariables = process.env,
): LoggerSettings {
  const problems: string[] = [];
  const service = options.customConfigService;

  const level = (source: string, value: unknown): LevelName | undefined => {
    if (value === undefined || value === null || value === '') return undefined;
    const known = parseLevel(value);
    if (!known) problems.push(`The log level "${String(value)}" of ${source} is not known and is ignored.`);
    return known;
  };
  const rate = (source: string, value: unknown): number | undefined => {
    if (value === undefined || value === null) return undefined;
    if (isRate(value)) return value;
    problems.push(`The sample rate "${String(value)}" of ${source} is not a number from 0 to 1 and is ignored.`);
    return undefined;
  };
  const report = (problem: string): void => void problems.push(problem);
  if (options.persistentKeys && Object.keys(options.persistentLogAttributes ?? {}).length > 0) {
    report(
      'Both persistentKeys and persistentLogAttributes are given: persistentLogAttributes is deprecated and ignored.',
    );
  }

  const lambdaLevel = level('AWS_LAMBDA_LOG_LEVEL', readText(env, 'AWS_LAMBDA_LOG_LEVEL'));
  const requestedLevel = level('the option logLevel', options.logLevel);
  const ownService = options.serviceName || service?.getServiceName?.() || undefined;
  return {
    lambdaLevel,
    requestedLevel,
    level:
      lambdaLevel ??
      requestedLevel ??
      level('the custom config service', service?.getLogLevel?.()) ??
      level('POWERTOOLS_LOG_LEVEL', readText(env, 'POWERTOOLS_LOG_LEVEL')) ??
      level('LOG_LEVEL', readText(env, 'LOG_LEVEL')) ??
      'INFO',
    sampleRate:
      rate('the option sampleRateValue', options.sampleRateValue) ??
      rate('the custom config service', service?.getSampleRateValue?.()) ??
      readNumber(env, ['POWERTOOLS_LOGGER_SAMPLE_RATE'], { most: 1, report }) ??
      0,
    ownService,
    service: serviceReader(ownService, env),
    environment: options.environment || service?.getCurrentEnvironment?.() || readText(env, 'ENVIRONMENT') || '',
    region: env.AWS_REGION?.trim() ?? '',
    logEvent: readFlag(env, 'POWERTOOLS_LOGGER_LOG_EVENT', report) ?? false,
    development: readFlag(env, 'POWERTOOLS_DEV', report) ?? false,
    timeZone: readText(env, 'TZ'),
    problems,
  };
}

/**
 * Not for a class of the user's: it may have options of its own, and hand all of them on.
 *
 * @throws {TypeError} an option is none: the error names the one that was probably meant.
 */
export function checkLoggerOptions(options: ConstructorOptions): void {
  checkOptionNames('Logger', options, NAMES);
  checkOptionNames('The option logBufferOptions of Logger', options.logBufferOptions, BUFFER_NAMES);
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
