import { context, diag, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { asDecorator } from '../invocation/adapters/as-decorator.js';
import {
  type AnyFunction,
  inPlaceOf,
  type MethodDecorator,
  methodDecorator,
} from '../invocation/adapters/method-decorator.js';
import { takeColdStart } from '../invocation/cold-start.js';
import { currentInvocation, processInvocation } from '../invocation/scope.js';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { quietly } from '../invocation/span/quiet-span.js';
import { invocationTraceHeader } from '../invocation/trace-context/invocation-trace-header.js';
import { toXRayTraceId } from '../invocation/trace-context/to-xray-trace-id.js';
import { warnOnce } from '../shared/process-state.js';
import { suggestService } from '../telemetry/settings/service.js';
import { ensureTracing } from '../telemetry/traces/traces.js';
import { type CapturePlan, capture } from './capture/capture.js';
import { type CaptureLambdaHandlerOptions, captureRunner, captureUtility } from './capture/capture-lambda-handler.js';
import { isGeneratorFunction } from './capture/generator.js';
import { propertyNameOf } from './capture/property-name.js';
import { checkTracerOptions, readTracerSettings, type TracerOptions, type TracerSettings } from './options.js';
import { type CaptureAWSv3ClientOptions, captureClient } from './outgoing/aws/client.js';
import { captureDatabaseCalls } from './outgoing/database/capture-database-calls.js';
import { captureHttpRequests, followHttpRequests } from './outgoing/http/capture-http-requests.js';
import { ProviderService } from './provider-service.js';
import { dummySegment, type Segment } from './segment.js';
import { type AnnotationValue, putAnnotation, putCaptured, putMetadata } from './values/annotations.js';

/** How a method or a function is captured. */
export interface CaptureMethodOptions {
  /**
   * Name of the span. Default `### ` and the name of the method; of a function without a name that of the property it is
   * called as, else `anonymous`. A minifier shortens or removes the names of functions, but not those of methods: name the
   * spans of functions here.
   */
  readonly subSegmentName?: string | undefined;
  /** Whether what is returned becomes metadata. Default true; `POWERTOOLS_TRACER_CAPTURE_RESPONSE=false` switches it off everywhere. */
  readonly captureResponse?: boolean | undefined;
}

/**
 * Traces a Lambda function: annotations, metadata, and spans round methods, AWS calls and HTTP requests. What it makes
 * are spans of OpenTelemetry: `trace.getActiveSpan()` gives the current one, wherever it came from. Outside Lambda it is
 * off, and everything can be called all the same.
 *
 * @example
 * const tracer = new Tracer({ serviceName: 'orders' });
 * const charge = tracer.captureMethod(async (order: Order) => payments.charge(order));
 */
export class Tracer {
  /** The X-Ray SDK's way of saying the same, for code that uses it; it does not ask whether tracing is on. */
  readonly provider = new ProviderService();
  readonly #settings: TracerSettings;

  constructor(options: TracerOptions = {}) {
    if (new.target === Tracer) checkTracerOptions(options);
    this.#settings = readTracerSettings(options);
    suggestService(this.#settings.ownService);
    const { wanted, enabled, captureHttpRequests: isAskedFor } = this.#settings;
    if (enabled && this.#settings.captureDatabaseCalls) {
      captureDatabaseCalls({ recordQueryText: this.#settings.captureDatabaseQueryText });
    }
    if (!wanted || !isAskedFor) return;
    // Outside Lambda a test may capture later what is recorded.
    (enabled ? captureHttpRequests : followHttpRequests)({ ignoreHosts: options.ignoreHosts });
  }

  /** Whether this Tracer traces: see {@link TracerOptions.enabled}. */
  isTracingEnabled(): boolean {
    return this.#settings.enabled;
  }

  /**
   * Sets an attribute of the active span and has X-Ray index it, so that traces can be found by it.
   *
   * @example
   * tracer.putAnnotation('order_id', order.id);
   */
  putAnnotation(key: string, value: AnnotationValue): void {
    const span = this.#activeSpan();
    if (span) quietly(() => putAnnotation(span, key, value));
  }

  /**
   * Keeps any value with the active span, as JSON: what has no end is cut and marked, and nothing is thrown. What is no
   * data (a stream, a socket, a client, a query that has not run) is named only. Nothing is masked: see `redact`.
   *
   * @param namespace - Groups keys. Default: the service name.
   * @example
   * tracer.putMetadata('payment', { provider, attempts });
   */
  putMetadata(key: string, value: unknown, namespace?: string): void {
    const span = this.#activeSpan();
    if (!span) return;
    quietly(() => putMetadata(span, { namespace: namespace || this.#settings.service(), key }, value));
  }

  /** Annotates the active span with the service name, as `Service`. */
  addServiceNameAnnotation(): void {
    this.putAnnotation('Service', this.#settings.service());
  }

  /** Annotates the active span with whether this invocation is a cold start, as `ColdStart`. */
  annotateColdStart(): void {
    const span = this.#activeSpan();
    if (!span) return;
    const invocation = currentInvocation();
    const coldStart = invocation === processInvocation() ? takeColdStart() : invocation.coldStart;
    quietly(() => putAnnotation(span, 'ColdStart', coldStart));
  }

  /**
   * Keeps a response with the active span as the metadata `<methodName> response`, unless responses are not to be kept.
   * Secrets in it are masked: see {@link TracerOptions.maskSecrets}.
   */
  addResponseAsMetadata(data?: unknown, methodName?: string): void {
    const { captureResponse, service, policy } = this.#settings;
    const span = data !== undefined && captureResponse ? this.#activeSpan() : undefined;
    if (!span) return;
    quietly(() => putCaptured(span, { namespace: service(), key: `${methodName} response` }, data, policy()));
  }

  /** Marks the active span as failed and records the error, unless errors are not to be recorded. */
  addErrorAsMetadata(error: Error, _remote?: boolean): void {
    const span = this.#activeSpan();
    const { captureError, policy } = this.#settings;
    if (!span) return;
    quietly(() => recordFailure(span, error, { details: captureError, maskSecrets: policy().maskSecrets }));
  }

  /**
   * Decorates a handler method: `ColdStart`, `Service` and the response go to the span of the invocation, which is opened
   * where `withPowertools` has not opened it already. The method then gives a promise, also if it did not before.
   */
  captureLambdaHandler(options?: CaptureLambdaHandlerOptions): MethodDecorator {
    return asDecorator(captureUtility(this, options), captureRunner(this));
  }

  /**
   * Gives every call of a method or a function a span: its name, its response as metadata, its error. Used as a decorator
   * (`@tracer.captureMethod()`, in both dialects) or as a wrapper (`tracer.captureMethod(fn)`). What is captured stays
   * what it is: synchronous, asynchronous, a generator or an asynchronous generator.
   *
   * @example
   * const total = tracer.captureMethod((items: Item[]) => sum(items), { subSegmentName: 'total' });
   */
  captureMethod(options?: CaptureMethodOptions): MethodDecorator;
  captureMethod<Method extends AnyFunction>(method: Method, options?: CaptureMethodOptions): Method;
  captureMethod<Method extends AnyFunction>(
    methodOrOptions?: Method | CaptureMethodOptions,
    options?: CaptureMethodOptions,
  ): Method | MethodDecorator {
    if (typeof methodOrOptions === 'function')
      return this.#captured(methodOrOptions, methodOrOptions.name || options?.subSegmentName, options);
    return methodDecorator((method, name) => this.#captured(method, name, methodOrOptions));
  }

  /**
   * Captures the calls of an AWS SDK v3 client: see {@link captureAWSv3Client}. Gives the client given.
   *
   * @example
   * const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient({}));
   */
  captureAWSv3Client<Client>(client: Client, options?: CaptureAWSv3ClientOptions): Client {
    return this.#settings.wanted ? captureClient(client, () => this.#settings.enabled, options) : client;
  }

  /** @deprecated The AWS SDK v2 has no end of its own to hook into, and no support any more. Gives back what it is given. */
  captureAWS<Sdk>(aws: Sdk): Sdk {
    if (this.#settings.enabled) diag.warn('otel-powertools: clients of the AWS SDK v2 are not captured; use v3.');
    return aws;
  }

  /** @deprecated See {@link Tracer.captureAWS}. */
  captureAWSClient<Client>(client: Client): Client {
    return this.captureAWS(client);
  }

  /**
   * The active span as a segment; in an invocation that nobody has opened a span for, the segment that Lambda writes, which
   * can have subsegments and nothing else. Undefined without either; a segment of no trace when tracing is off.
   */
  getSegment(): Segment | undefined {
    if (!this.#settings.enabled) return dummySegment();
    const segment = this.provider.getSegment();
    if (!segment) this.#activeSpan();
    return segment;
  }

  /**
   * Makes a segment's span the active one for what follows in this asynchronous execution. `captureMethod` does that for
   * the duration of a call, and cannot be forgotten to be undone: prefer it. Without a segment nothing changes.
   */
  setSegment(segment: Segment | undefined): void {
    if (this.#settings.enabled) this.provider.setSegment(segment);
  }

  /** The id of the current trace in X-Ray's form: the active span's, else that of the header that Lambda was given. */
  getRootXrayTraceId(): string | undefined {
    const active = trace.getSpanContext(context.active());
    return active ? toXRayTraceId(active.traceId) : invocationTraceHeader()?.root;
  }

  /** Whether the current trace is kept: as the active span says, else the header that Lambda was given. */
  isTraceSampled(): boolean {
    if (!this.#settings.enabled) return false;
    const active = trace.getSpanContext(context.active());
    if (active) return (active.traceFlags & TraceFlags.SAMPLED) !== 0;
    return invocationTraceHeader()?.sampled === true;
  }

  #activeSpan(): Span | undefined {
    if (!this.#settings.enabled) return undefined;
    const span = trace.getActiveSpan();
    // Where nothing is recorded there is none, and nobody misses it.
    if (!span && ensureTracing().recording) {
      warnOnce(
        'no-active-span',
        'there is no active span to put anything on. Wrap the handler in withPowertools or captureLambdaHandler. This is said once.',
      );
    }
    return span;
  }

  #captured<Method extends AnyFunction>(
    method: Method,
    name: string | undefined,
    options: CaptureMethodOptions = {},
  ): Method {
    const { wanted, captureResponse, captureError, service, policy } = this.#settings;
    if (!wanted) return method;
    const generator = isGeneratorFunction(method);
    const planFor = (named: string): CapturePlan => ({
      spanName: options.subSegmentName || `### ${named}`,
      responseKey: captureResponse && options.captureResponse !== false ? `${named} response` : undefined,
      namespace: service,
      captureError,
      policy,
      generator,
    });
    let plan = name === undefined ? undefined : planFor(name);
    const settings = this.#settings;
    const captured = inPlaceOf(method, function (this: unknown, ...args: unknown[]): unknown {
      if (!settings.enabled) return Reflect.apply(method, this, args);
      // A function without a name gets that of the property that it has become, which is known when it is called.
      plan ??= planFor(propertyNameOf(this, captured) ?? 'anonymous');
      // Not when the Tracer is made: the options of `withPowertools`, further down in the module, are to count.
      ensureTracing();
      return capture(plan, () => Reflect.apply(method, this, args));
    });
    return captured;
  }
}
