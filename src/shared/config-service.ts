/**
 * Where values may come from instead of the environment. A method returns the text of the setting, as its variable would
 * have it; `undefined`, or no such method, leaves it to the environment.
 */
export interface ConfigServiceInterface {
  /** The service, as `POWERTOOLS_SERVICE_NAME` would have it. */
  getServiceName?(): string | undefined;
  /** Of `Metrics`. */
  getNamespace?(): string | undefined;
  /** Of `Tracer`, as all that follow. */
  getTracingEnabled?(): string | undefined;
  /** Whether responses become metadata, as `POWERTOOLS_TRACER_CAPTURE_RESPONSE` would have it: `true` or `false`. */
  getTracingCaptureResponse?(): string | undefined;
  /** Whether errors are recorded, as `POWERTOOLS_TRACER_CAPTURE_ERROR` would have it. */
  getTracingCaptureError?(): string | undefined;
  /** Whether outgoing requests are traced, as `POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS` would have it. */
  getCaptureHTTPsRequests?(): string | undefined;
}
