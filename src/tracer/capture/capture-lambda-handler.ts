import { context, diag } from '@opentelemetry/api';
import type { LambdaContext } from '../../invocation/lambda-context.js';
import { type HandlerSpan, handlerName, openHandlerSpan } from './handler-span.js';

/** How a handler is captured. */
export interface CaptureLambdaHandlerOptions {
  /** Whether what the handler returns becomes metadata. Default true; `POWERTOOLS_TRACER_CAPTURE_RESPONSE=false` switches it off everywhere. */
  readonly captureResponse?: boolean | undefined;
}

/** What capturing a handler needs of a Tracer. */
export interface HandlerTracer {
  isTracingEnabled(): boolean;
  annotateColdStart(): void;
  addServiceNameAnnotation(): void;
  addResponseAsMetadata(data?: unknown, methodName?: string): void;
  addErrorAsMetadata(error: Error): void;
}

/** A handler that is being captured. */
export interface CapturedHandler {
  readonly span: HandlerSpan;
  succeed(response: unknown): Promise<void>;
  fail(error: unknown): Promise<void>;
}

export function beginHandler(
  tracer: HandlerTracer,
  { captureResponse = true }: CaptureLambdaHandlerOptions,
  event: unknown,
  lambdaContext: LambdaContext | undefined,
): CapturedHandler {
  const span = openHandlerSpan(event, lambdaContext);
  const record = (action: () => void): void => {
    try {
      context.with(span.context, action);
    } catch (error) {
      diag.error('otel-powertools: the handler could not be recorded.', error);
    }
  };
  record(() => {
    tracer.annotateColdStart();
    tracer.addServiceNameAnnotation();
  });
  return {
    span,
    async succeed(response) {
      record(() => {
        if (captureResponse) tracer.addResponseAsMetadata(response, handlerName());
        span.respond(response);
      });
      await span.end('end');
    },
    async fail(error) {
      // Whoever has opened the span records the error too.
      // What is thrown need not be an Error; what records it copes.
      if (span.own) record(() => tracer.addErrorAsMetadata(error as Error));
      await span.end('error');
    },
  };
}

/** Runs a handler as one that is captured. */
export async function runHandler<T>(
  tracer: HandlerTracer,
  options: CaptureLambdaHandlerOptions,
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  run: () => T | Promise<T>,
): Promise<T> {
  const captured = beginHandler(tracer, options, event, lambdaContext);
  let response: T;
  try {
    response = await context.with(captured.span.context, run);
  } catch (error) {
    await captured.fail(error);
    throw error;
  }
  await captured.succeed(response);
  return response;
}
