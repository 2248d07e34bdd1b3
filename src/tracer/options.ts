import { type Environment, isOn, readFlag, readSwitch, readText } from '../settings/read.js';
import type { VariableOf } from '../settings/variables.js';
import type { ConfigServiceInterface } from '../shared/config-service.js';
import { isCaptured } from '../telemetry/export/exporters.js';
import { serviceReader } from '../telemetry/settings/service.js';
import { isEmulated } from '../telemetry/settings/settings.js';

/** How a {@link Tracer} is made. */
export interface TracerOptions {
  /** `false` switches the Tracer off. Default true; `POWERTOOLS_TRACE_ENABLED`. Off outside Lambda in any case. */
  readonly enabled?: boolean | undefined;
  /** The `Service` annotation, and the namespace of metadata. `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME`; default `service_undefined`. */
  readonly serviceName?: string | undefined;
  /** `false` leaves outgoing HTTP requests alone. Default true; `POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS`. */
  readonly captureHTTPsRequests?: boolean | undefined;
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
}

/** Resolves the options. */
export function readTracerSettings(options: TracerOptions = {}, env: Environment = process.env): TracerSettings {
  const config = options.customConfigService;
  const ownService = [options.serviceName, config?.getServiceName?.()].find((name) => name?.trim());
  // A switch is off as soon as one of its sources says so.
  const isWanted = (name: VariableOf<'switch'>, option?: boolean, configured?: string): boolean =>
    option !== false && isOn(configured) && readSwitch(env, name);
  const wanted = isWanted('POWERTOOLS_TRACE_ENABLED', options.enabled, config?.getTracingEnabled?.());
  const traced = isTracedEnvironment(env);
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
  };
}

/** Off in tests, in local emulators and outside Lambda: there is nobody there to send to. */
function isTracedEnvironment(env: Environment): boolean {
  return readText(env, 'AWS_EXECUTION_ENV') !== undefined && !isEmulated(env);
}
