import { type DiagLogFunction, type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { isError } from '../../../exporters/is-error.js';
import { toJson } from '../../../exporters/json/json-value.js';
import { stdoutLineWriter } from '../../../exporters/write-line.js';
import { type Environment, readText } from '../../settings/read.js';
import { once } from '../../shared/process-state.js';
import { diagnosticLine } from './diagnostic-line.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    diagnosticListeners: DiagnosticListener[];
    /** Whether the diag logger is ours. */
    diagnostics: boolean;
    /** Whether it was said that the API is there twice. */
    otherApi: true;
  }
}

const levels: Readonly<Record<string, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

// What `@opentelemetry/api` keeps its globals under; it has no question for whether a diag logger is set.
const API_GLOBAL = Symbol.for('opentelemetry.js.api.1');

/** The version of the copy of `@opentelemetry/api` that was loaded first. */
export function apiVersion(): string | undefined {
  const version = apiGlobal('version');
  return typeof version === 'string' ? version : undefined;
}

export type DiagnosticListener = (level: string, message: string) => void;

/** Who is told instead of stdout: the last one. Only tests listen. */
export function diagnosticListeners(): DiagnosticListener[] {
  return once('diagnosticListeners', () => []);
}

/**
 * Makes warnings visible: without a diag logger OpenTelemetry is silent about everything that goes wrong. One that the
 * user has set stays. `OTEL_LOG_LEVEL`, default `warn`.
 */
export function ensureDiagnostics(env: Environment = process.env): void {
  once('diagnostics', () => {
    const wanted = readText(env, 'OTEL_LOG_LEVEL')?.toLowerCase() ?? 'warn';
    const known = Object.hasOwn(levels, wanted) ? levels[wanted] : undefined;
    const logLevel = known ?? DiagLogLevel.WARN;
    if (logLevel === DiagLogLevel.NONE || apiGlobal('diag')) return false;
    const logger = createLogger(serviceOf(env));
    const isSet = diag.setLogger(logger, { logLevel });
    if (!isSet) reportOtherApi(env);
    if (known === undefined) {
      diag.warn(
        `otel-powertools: the level "${wanted}" (OTEL_LOG_LEVEL) is not known; ${Object.keys(levels).join(', ')} are. warn is used.`,
      );
    }
    return isSet;
  });
}

/**
 * Says once that nothing can be registered, because another version of the API was first. Not through `diag`, which is
 * part of the API and refused as well.
 */
export function reportOtherApi(env: Environment = process.env): void {
  once('otherApi', () => {
    createLogger(serviceOf(env)).error(
      `otel-powertools: there are two copies of @opentelemetry/api in this function. Version ${apiVersion()} was loaded first and refuses the other one, so that spans, metrics and log records of one of them are lost. Find them with "npm ls @opentelemetry/api", and make it one: npm dedupe, or "overrides" in package.json; where a layer brings it, use the version of the layer.`,
    );
    return true;
  });
}

function apiGlobal(name: 'diag' | 'version'): unknown {
  const globals: unknown = Reflect.get(globalThis, API_GLOBAL);
  return typeof globals === 'object' && globals !== null ? Reflect.get(globals, name) : undefined;
}

function textOf(argument: unknown): string {
  if (isError(argument)) return `${argument.name}: ${argument.message}`;
  return typeof argument === 'object' ? (toJson(argument) ?? '') : String(argument);
}

/** Writes what OpenTelemetry and this package have to say about themselves as log lines of the function. */
function createLogger(service: string | undefined): DiagLogger {
  const write =
    (level: string): DiagLogFunction =>
    (message, ...args) => {
      const listener = diagnosticListeners().at(-1);
      if (listener) return listener(level, [message, ...args.map(textOf)].filter((part) => part !== '').join(' '));
      void stdoutLineWriter().write(diagnosticLine({ level, message, args }, service));
    };
  return {
    error: write('ERROR'),
    warn: write('WARN'),
    info: write('INFO'),
    debug: write('DEBUG'),
    verbose: write('TRACE'),
  };
}

function serviceOf(env: Environment): string | undefined {
  return readText(env, 'POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME');
}
