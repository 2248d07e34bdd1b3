import { context, type Tracer as OpenTelemetryTracer, trace } from '@opentelemetry/api';
import { currentInvocation, recordFailure } from '../invocation/index.js';
import { ensureTracing } from '../telemetry/traces.js';
import { VERSION } from '../version.js';
import { type AnnotationValue, putAnnotation, putMetadata } from './annotations.js';
import { capture } from './capture.js';
import { type AnyFunction, type MethodDecorator, methodDecorator } from './method-decorator.js';
import { readTracerSettings, type TracerOptions, type TracerSettings } from './options.js';
import { captureAWSv3Client } from './outgoing/aws/client.js';
import { captureHttpRequests } from './outgoing/http/capture-http-requests.js';
import { wrapFunction } from './wrap-function.js';

/** How one method or function is captured. */
export interface CaptureMethodOptions {
  /** Name of the span. Default `### ` and the name of the method. */
  readonly subSegmentName?: string;
  /** Whether what is returned becomes metadata. Default true; `POWERTOOLS_TRACER_CAPTURE_RESPONSE=false` switches it off everywhere. */
  readonly captureResponse?: boolean;
}

/**
 * Traces a Lambda function: annotations, metadata, and spans round methods and AWS calls. A façade over the OpenTelemetry
 * API: what it makes are spans, `trace.getActiveSpan()` gives the current one.
 *
 * @example
 * ```ts
 * const tracer = new Tracer({ serviceName: 'orders' });
 * const charge = tracer.captureMethod(async (order: Order) => payments.charge(order));
 * ```
 */
export class Tracer {
  readonly #settings: TracerSettings;
  readonly #tracer: OpenTelemetryTracer;

  constructor(options: TracerOptions = {}) {
    this.#settings = readTracerSettings(options);
    if (this.#settings.enabled) {
      ensureTracing();
      if (this.#settings.captureHttpRequests) captureHttpRequests({ ignoreHosts: options.ignoreHosts });
    }
    this.#tracer = trace.getTracer('otel-powertools', VERSION);
  }

  /** Whether this Tracer traces: see {@link TracerOptions.enabled}. */
  isTracingEnabled(): boolean {
    return this.#settings.enabled;
  }

  /** Sets an attribute of the active span, and has X-Ray index it. */
  putAnnotation(key: string, value: AnnotationValue): void {
    const span = this.#activeSpan();
    if (span) putAnnotation(span, key, value);
  }

  /** Keeps any value with the active span, under `key` of a namespace; the service name unless one is given. */
  putMetadata(key: string, value: unknown, namespace?: string): void {
    const span = this.#activeSpan();
    if (span) putMetadata(span, key, value, namespace || this.#settings.serviceName);
  }

  /** Annotates the active span with the service name, as `Service`. */
  addServiceNameAnnotation(): void {
    this.putAnnotation('Service', this.#settings.serviceName);
  }

  /** Annotates the active span with whether this invocation is a cold start, as `ColdStart`. */
  annotateColdStart(): void {
    this.putAnnotation('ColdStart', currentInvocation().coldStart);
  }

  addResponseAsMetadata(data?: unknown, methodName?: string): void {
    if (data !== undefined && this.#settings.captureResponse) this.putMetadata(`${methodName} response`, data);
  }

  addErrorAsMetadata(error: Error): void {
    const span = this.#activeSpan();
    if (span) recordFailure(span, error, { details: this.#settings.captureError });
  }

  captureMethod(options?: CaptureMethodOptions): MethodDecorator;
  captureMethod<Method extends AnyFunction>(method: Method, options?: CaptureMethodOptions): Method;
  captureMethod<Method extends AnyFunction>(
    methodOrOptions?: Method | CaptureMethodOptions,
    options?: CaptureMethodOptions,
  ): Method | MethodDecorator {
    if (typeof methodOrOptions === 'function')
      return this.#captured(methodOrOptions, methodOrOptions.name || 'anonymous', options);
    return methodDecorator((method, name) => this.#captured(method, name, methodOrOptions));
  }

  captureAWSv3Client<Client>(client: Client): Client {
    return this.#settings.enabled ? captureAWSv3Client(client) : client;
  }

  #activeSpan() {
    return this.#settings.enabled ? trace.getSpan(context.active()) : undefined;
  }

  #captured<Method extends AnyFunction>(method: Method, name: string, options: CaptureMethodOptions = {}): Method {
    if (!this.#settings.enabled) return method;
    const plan = {
      tracer: this.#tracer,
      spanName: options.subSegmentName || `### ${name}`,
      responseKey: this.#settings.captureResponse && options.captureResponse !== false ? `${name} response` : undefined,
      namespace: this.#settings.serviceName,
      captureError: this.#settings.captureError,
    };
    return wrapFunction(method, (run) => capture(plan, run));
  }
}
