import { isCaptured } from '../telemetry/export/exporters.js';

/** Where a value may come from instead of the environment. Every method returns the text of the setting, as a variable would. */
export interface ConfigServiceInterface {
  getTracingEnabled?(): string | undefined;
  getTracingCaptureResponse?(): string | undefined;
  getTracingCaptureError?(): string | undefined;
  getCaptureHTTPsRequests?(): string | undefined;
  getServiceName?(): string | undefined;
}

/** How a {@link Tracer} is made. */
export interface TracerOptions {
  /** `false` switches the Tracer off. Default true; `POWERTOOLS_TRACE_ENABLED`. Off outside Lambda in any case. */
  readonly enabled?: boolean | undefined;
  /** The `Service` annotation, and the namespace of metadata. `POWERTOOLS_SERVICE_NAME`; default `service_undefined`. */
  readonly serviceName?: string | undefined;
  /** `false` leaves outgoing HTTP requests alone. Default true; `POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS`. */
  readonly captureHTTPsRequests?: boolean | undefined;
  /** Hosts whose requests are left alone: a name, a name with a leading dot for all hosts below, or a pattern. */
  readonly ignoreHosts?: readonly (string | RegExp)[] | undefined;
  /** Asked between these options and the environment. */
  readonly customConfigService?: ConfigServiceInterface | undefined;
}

export interface TracerSettings {
  /** Whether anybody has switched the Tracer off. */
  readonly wanted: boolean;
  /** Whether it traces now: it is wanted, and there is somebody to send to. */
  readonly enabled: boolean;
  readonly serviceName: string;
  readonly captureHttpRequests: boolean;
  readonly captureResponse: boolean;
  readonly captureError: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_SERVICE_NAME = 'service_undefined';

/** Resolves the options. */
export function readTracerSettings(options: TracerOptions = {}, env: Environment = process.env): TracerSettings {
  const config = options.customConfigService;
  const wanted = isOn(options.enabled, config?.getTracingEnabled?.(), env.POWERTOOLS_TRACE_ENABLED);
  const traced = isTracedEnvironment(env);
  return {
    wanted,
    // A test may begin to capture when the Tracer is there already.
    get enabled() {
      return wanted && (traced || isCaptured());
    },
    serviceName:
      [options.serviceName, config?.getServiceName?.(), env.POWERTOOLS_SERVICE_NAME?.trim()].find(isText) ??
      DEFAULT_SERVICE_NAME,
    captureHttpRequests: isOn(
      options.captureHTTPsRequests,
      config?.getCaptureHTTPsRequests?.(),
      env.POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS,
    ),
    captureResponse: isOn(undefined, config?.getTracingCaptureResponse?.(), env.POWERTOOLS_TRACER_CAPTURE_RESPONSE),
    captureError: isOn(undefined, config?.getTracingCaptureError?.(), env.POWERTOOLS_TRACER_CAPTURE_ERROR),
  };
}

function isFalse(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'false';
}

function isText(text: string | undefined): text is string {
  return typeof text === 'string' && text.trim() !== '';
}

/** A switch is off as soon as one of its sources says so. */
function isOn(option: boolean | undefined, configured: string | undefined, variable: string | undefined): boolean {
  return option !== false && !isFalse(configured) && !isFalse(variable);
}

/** Off in tests, in local emulators and outside Lambda: there is nobody there to send to. */
function isTracedEnvironment(env: Environment): boolean {
  return (
    isText(env.AWS_EXECUTION_ENV) && env.AWS_EXECUTION_ENV !== 'AWS_Lambda_amplify-mock' && !isText(env.AWS_SAM_LOCAL)
  );
}
