import { type Attributes, context, diag, type Span, trace } from '@opentelemetry/api';
import { quietly, quietSpan } from '../../invocation/span/quiet-span.js';
import { methodAttributes } from '../../shared/http-methods.js';
import { isHttpError } from '../errors.js';
import { isJson, parseJson } from '../request/json-body.js';
import type { RequestContext } from '../request/request-context.js';
import { clientAddress } from './client-address.js';
import type { Middleware } from './middleware.js';

/** What is needed of a `Tracer`. */
export interface RequestTracer {
  /** Whether it traces at all. */
  isTracingEnabled(): boolean;
  /** Annotates the active span with whether the invocation is a cold start. */
  annotateColdStart(): void;
  /** Annotates the active span with the name of the service. */
  addServiceNameAnnotation(): void;
  /** Keeps a response with the active span. */
  addResponseAsMetadata(data?: unknown, methodName?: string): void;
  /** Marks the active span as failed. */
  addErrorAsMetadata(error: Error): void;
}

/** How requests are traced. */
export interface TracerOptions {
  /** Whether a JSON response becomes metadata; one that is streamed never does. Default: true. */
  readonly captureResponse?: boolean | undefined;
  /** Is told of a response that says it is JSON and is not. Default: OpenTelemetry's `diag`. */
  readonly logger?: { warn(message: string, ...details: never[]): unknown } | undefined;
}

/**
 * Gives each request a span of its own below that of the invocation: `GET /orders/7`, with cold start and service as
 * annotations, what HTTP says of it, its JSON response and its error. Most functions do not need it: the invocation's own
 * span is the request, with its route and status. It is for who has several requests in an invocation, or looks for
 * Powertools' subsegments.
 *
 * @example
 * ```ts
 * app.use(tracer(new Tracer({ serviceName: 'orders' })));
 * ```
 */
export function tracer(recorder: RequestTracer, options: TracerOptions = {}): Middleware {
  const { captureResponse = true, logger } = options;
  const warn = logger
    ? (message: string): unknown => logger.warn(message)
    : (message: string): void => diag.warn(`otel-powertools router: ${message}`);

  return async ({ reqCtx, next }) => {
    if (!recorder.isTracingEnabled()) return next();
    const url = new URL(reqCtx.req.url);
    const name = `${reqCtx.method} ${url.pathname}`;
    const span = trace.getActiveSpan() && quietly(() => trace.getTracer('otel-powertools').startSpan(name));
    const active = span ? trace.setSpan(context.active(), span) : context.active();
    await context.with(active, async () => {
      recorder.annotateColdStart();
      recorder.addServiceNameAnnotation();
      let status = 500;
      try {
        await next();
        ({ status } = reqCtx.res);
        if (!captureResponse || reqCtx.isHttpStreaming) return;
        const body = await jsonOf(reqCtx.res);
        if (body) recorder.addResponseAsMetadata(body.value, name);
        else if (body === null) warn(`The response of ${name} is not the JSON that it says it is; it is not kept.`);
      } catch (error) {
        status = isHttpError(error) ? error.statusCode : 500;
        recorder.addErrorAsMetadata(error instanceof Error ? error : new Error(String(error)));
        throw error;
      } finally {
        if (span) end(quietSpan(span), reqCtx, url, status);
      }
    });
    return undefined;
  };
}

/** The value of a response; null where it is not the JSON that it says it is, undefined where it does not say so. */
async function jsonOf(response: Response): Promise<{ readonly value: unknown } | null | undefined> {
  if (!response.body || !isJson(response.headers.get('content-type')) || response.headers.has('content-encoding'))
    return undefined;
  return parseJson(await response.clone().text()) ?? null;
}

function end(span: Span, reqCtx: RequestContext, url: URL, status: number): void {
  const size = Number.parseInt(reqCtx.res.headers.get('content-length') ?? '', 10);
  const attributes: Attributes = {
    ...methodAttributes(reqCtx.method),
    'url.full': `${url.origin}${url.pathname}`,
    'http.response.status_code': status,
  };
  const userAgent = reqCtx.header('user-agent');
  if (userAgent !== undefined) attributes['user_agent.original'] = userAgent;
  const address = clientAddress(reqCtx);
  if (address !== undefined) attributes['client.address'] = address;
  if (!Number.isNaN(size)) attributes['http.response.body.size'] = size;
  span.setAttributes(attributes).end();
}
