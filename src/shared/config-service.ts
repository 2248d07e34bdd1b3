/**
 * Where values may come from instead of the environment. A method returns the text of the setting, as its variable would
 * have it; `undefined`, or no such method, leaves it to the environment.
 */
export interface ConfigServiceInterface {
  getServiceName?(): string | undefined;
  /** Of `Metrics`. */
  getNamespace?(): string | undefined;
  /** Of `Tracer`, as all that follow. */
  getTracingEnabled?(): string | undefined;
  getTracingCaptureResponse?(): string | undefined;
  getTracingCaptureError?(): string | undefined;
  getCaptureHTTPsRequests?(): string | undefined;
}
