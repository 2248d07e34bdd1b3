import { checkOptionNames, type OptionNames } from '../../exporters/option-names.js';
import { type Environment, isOn, readFlag, readNumber, readSwitch, readText } from '../settings/read.js';
import type { VariableOf } from '../settings/variables.js';
import type { ConfigServiceInterface } from '../shared/config-service.js';
import { isCaptured } from '../telemetry/export/exporters.js';
import { configuredOptions } from '../telemetry/settings/held-settings.js';
import { serviceReader } from '../telemetry/settings/service.js';
import { isEmulated } from '../telemetry/settings/settings.js';
import type { CapturePolicy } from './values/annotations.js';

/** How a {@link Tracer} is made. */
export interface TracerOptions {
  /** `false` switches the Tracer off. Default true; `POWERTOOLS_TRACE_ENABLED`. Off outside Lambda in any case. */
  readonly enabled?: boolean | undefined;
  /** The `Service` annotation, and the namespace of metadata. `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME`; default `service_undefined`. */
  readonly serviceName?: string | undefined;
  /** `false` leaves outgoing HTTP requests alone. Default true; `POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS`. */
  readonly captureHTTPsRequests?: boolean | undefined;
  /**
   * `false` shows what is captured as it is. By default values whose keys name secrets (`authorization`, `cookie`,
   * `password`, `token`, …), in JSON texts too, and passwords in connection strings are masked in captured responses and
   * in the texts of errors. `POWERTOOLS_TRACER_MASK_SECRETS`.
   */
  readonly maskSecrets?: boolean | undefined;
  /** The most bytes that are captured with one span; what is cut says so. `POWERTOOLS_TRACER_MAX_CAPTURED_BYTES`; default 65,536, which is also the most that X-Ray takes. */
  readonly maxCapturedBytes?: number | undefined;
  /** Hosts whose requests are left alone: a name, a name with a leading dot for all hosts below, or a pattern. */
  readonly ignoreHosts?: readonly (string | RegExp)[] | undefined;
  /** `false` leaves calls of databases alone. Default true; `POWERTOOLS_TRACER_CAPTURE_DATABASE_CALLS`. */
  readonly captureDatabaseCalls?: boolean | undefined;
  /**
   * Whether the span of an SQL statement has its text, with `?` for every value. Default false;
   * `POWERTOOLS_TRACER_CAPTURE_DATABASE_QUERY_TEXT`.
   */
  readonly captureDatabaseQueryText?: boolean | undefined;
  /** Asked between these options and the environment. */
  readonly customConfigService?: ConfigServiceInterface | undefined;
}

const NAMES: OptionNames<TracerOptions> = {
  enabled: true,
  serviceName: true,
  captureHTTPsRequests: true,
  maskSecrets: true,
  maxCapturedBytes: true,
  ignoreHosts: true,
  captureDatabaseCalls: true,
  captureDatabaseQueryText: true,
  customConfigService: true,
};

/** @throws {TypeError} an option is none: the error names the one that was probably meant. */
export function checkTracerOptions(options: TracerOptions): void {
  checkOptionNames('Tracer', options, NAMES);
}

export interface TracerSettings {
  /** Whether anybody has switched the Tracer off. */
  readonly wanted: boolean;
  /** Whether it traces now: it is wanted, and there is somebody to send to. */
  readonly enabled: boolean;
  /** The service that this Tracer was given. */
  readonly ownService: string | undefined;
  service(): string;
  readonly captureHttpRequests: boolean;
  readonly captureDatabaseCalls: boolean;
  readonly captureDatabaseQueryText: boolean;
  readonly captureResponse: boolean;
  readonly captureError: boolean;
  /** How what is captured may be seen, asked late because telemetry may be configured after the Tracer was made. */
  policy(): CapturePolicy;
}

const DEFAULT_MAX_CAPTURED_BYTES = 64 * 1024;

/** Resolves the options. */
export function readTracerSettings(options: TracerOptions = {}, env: Environment = process.env): TracerSettings {
  const config = options.customConfigService;
  const ownService = [options.serviceName, config?.getServiceName?.()].find((name) => name?.trim());
  // A switch is off as soon as one of its sources says so.
  const isWanted = (name: VariableOf<'switch'>, option?: boolean, configured?: string): boolean =>
    option !== false && isOn(configured) && readSwitch(env, name);
  const wanted = isWanted('POWERTOOLS_TRACE_ENABLED', options.enabled, config?.getTracingEnabled?.());
  const traced = isTracedEnvironment(env);
  const maxBytes =
    options.maxCapturedBytes ?? readNumber(env, ['POWERTOOLS_TRACER_MAX_CAPTURED_BYTES']) ?? DEFAULT_MAX_CAPTURED_BYTES;
  const masksByVariable = readSwitch(env, 'POWERTOOLS_TRACER_MASK_SECRETS');
  let policy: CapturePolicy | undefined;
  return {
    wanted,
    // A test may begin to capture when the Tracer is there already.
    get enabled() {
      return wanted && (traced || isCaptured());
    },
    ownService,
    service: serviceReader(ownService, env),
    captureHttpRequests: isWanted(
      'POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS',
      options.captureHTTPsRequests,
      config?.getCaptureHTTPsRequests?.(),
    ),
    captureDatabaseCalls: isWanted('POWERTOOLS_TRACER_CAPTURE_DATABASE_CALLS', options.captureDatabaseCalls),
    captureDatabaseQueryText:
      options.captureDatabaseQueryText ?? readFlag(env, 'POWERTOOLS_TRACER_CAPTURE_DATABASE_QUERY_TEXT') ?? false,
    captureResponse: isWanted('POWERTOOLS_TRACER_CAPTURE_RESPONSE', undefined, config?.getTracingCaptureResponse?.()),
    captureError: isWanted('POWERTOOLS_TRACER_CAPTURE_ERROR', undefined, config?.getTracingCaptureError?.()),
    policy: () => {
      policy ??= { maskSecrets: options.maskSecrets ?? configuredOptions().maskSecrets ?? masksByVariable, maxBytes };
      return policy;
    },
  };
}

/** Off in tests, in local emulators and outside Lambda: there is nobody there to send to. */
function isTracedEnvironment(env: Environment): boolean {
  return readText(env, 'AWS_EXECUTION_ENV') !== undefined && !isEmulated(env);
}
