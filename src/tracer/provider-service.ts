import { type Context, context, DiagLogLevel, diag, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { enterContext } from '../invocation/context/context-manager.js';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { quietly } from '../invocation/span/quiet-span.js';
import type { GenericLogger } from '../shared/generic-logger.js';
import { ensureTracing } from '../telemetry/traces/traces.js';
import { isLambdaSegment, lambdaSegment } from './lambda-segment.js';
import { captureAWSv3Client } from './outgoing/aws/client.js';
import { captureHttpRequests } from './outgoing/http/capture-http-requests.js';
import { ownTracer } from './own-tracer.js';
import { isSegment, type Segment, segmentOf } from './segment.js';
import type { AnnotationValue } from './values/annotations.js';

/**
 * What a Tracer does, without asking whether it is switched on, in the words of the X-Ray SDK. The part of it that has a
 * meaning here: no daemon address, logger or strategy for a missing context, which are OpenTelemetry's to configure.
 */
export class ProviderService {
  /** The active span as a segment, else the one that Lambda writes for the invocation; undefined outside of any. */
  getSegment(): Segment | undefined {
    const span = trace.getActiveSpan();
    return span ? segmentOf(span) : lambdaSegment();
  }

  /**
   * Makes `segment` the active span for what follows in this asynchronous context; without one nothing changes. `diag` is
   * told where that cannot be.
   */
  setSegment(segment: Segment | undefined): void {
    if (segment === undefined) return;
    if (isSegment(segment) && enterContext(activeWith(segment))) return;
    diag.warn(
      'otel-powertools: setSegment has no effect: the segment is not one of getSegment, or somebody else has registered a context manager. Use captureMethod, or context.with of OpenTelemetry.',
    );
  }

  /** Has whatever OpenTelemetry and this package say of themselves go to `logger`: it becomes the logger of `diag`. */
  setLogger(logger: GenericLogger): void {
    const { error, warn, info, debug } = logger;
    const asDiagLogger = {
      error: error.bind(logger),
      warn: warn.bind(logger),
      info: info.bind(logger),
      debug: debug.bind(logger),
      verbose: debug.bind(logger),
    };
    diag.setLogger(asDiagLogger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  }

  /** Sets an attribute of the active span, and has X-Ray index it. */
  putAnnotation(key: string, value: AnnotationValue): void {
    this.getSegment()?.addAnnotation(key, value);
  }

  /** Keeps any value with the active span. Default of `namespace`: `default`. */
  putMetadata(key: string, value: unknown, namespace?: string): void {
    this.getSegment()?.addMetadata(key, value, namespace);
  }

  /** Runs `work` in a span of its own, which ends with it. */
  captureFunc<Result>(name: string, work: (subsegment: Segment) => Result): Result {
    return this.captureAsyncFunc(name, (subsegment) => {
      try {
        return work(subsegment);
      } catch (error) {
        quietly(() => recordFailure(subsegment.span, error));
        throw error;
      } finally {
        subsegment.close();
      }
    });
  }

  /** Runs `work` in a span of its own, which `work` has to close. */
  captureAsyncFunc<Result>(name: string, work: (subsegment: Segment) => Result): Result {
    ensureTracing();
    const span = quietly(() => ownTracer().startSpan(name)) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    return context.with(trace.setSpan(context.active(), span), () => work(segmentOf(span)));
  }

  /** Traces the calls of a client of AWS SDK v3, and returns that client. */
  captureAWSv3Client<Client>(client: Client): Client {
    return captureAWSv3Client(client);
  }

  /** The same as {@link ProviderService.instrumentFetch}: there is one capturing of HTTP requests, for all clients. */
  captureHTTPsGlobal(): void {
    captureHttpRequests();
  }

  /** Captures outgoing HTTP requests, as a Tracer does unless it was told not to. */
  instrumentFetch(): void {
    captureHttpRequests();
  }
}

/** Lambda's own segment is found anew in each invocation: to make it the current one is to have none. */
function activeWith(segment: Segment): Context {
  const active = context.active();
  return isLambdaSegment(segment) ? trace.deleteSpan(active) : trace.setSpan(active, segment.span);
}
