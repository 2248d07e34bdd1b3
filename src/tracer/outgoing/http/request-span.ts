import { type Context, diag, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { createSlot } from '../../../invocation/invocation.js';
import { invocationOf } from '../../../invocation/scope.js';
import { commonErrorCodeOf } from '../../../invocation/span/error-description.js';
import { recordFailure } from '../../../invocation/span/invocation-span.js';
import { isKnownMethod, methodAttributes } from '../../../shared/http-methods.js';
import { asObject } from '../../../shared/unknown.js';
import { VERSION } from '../../../version.js';
import { callContext, injectTraceHeaders } from '../outgoing-trace.js';
import { httpSettings, isCapturing, isIgnoredHost } from './http-settings.js';
import { isRuntimeCall } from './runtime-calls.js';
import { safeUrl } from './safe-url.js';

/** A request about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: string): void;
}

/** A request on its way: the answer arrives, then the request ends, once. */
export interface RequestSpan {
  respond(statusCode: number, contentLength: string | undefined): void;
  fail(error: unknown): void;
  end(): void;
}

/** The names under which a request says which trace it belongs to. */
const CARRIES_TRACE = ['traceparent', 'x-amzn-trace-id'];

/** Answered requests of an invocation whose body nobody has read so far: they end with the invocation. */
const answeredSlot = createSlot('answered-requests', (invocation) => {
  const answered = new Set<RequestSpan>();
  invocation.onFlush((reason) => {
    // Before a deadline the body may still be read.
    if (reason === 'end' || reason === 'error') for (const request of answered) request.end();
  });
  return answered;
});

/**
 * Gives a request a span and the headers that hand the trace on. No span where the request has one already, where no
 * trace is recorded, or where its host is to be left alone.
 */
export function startRequestSpan(request: OutgoingRequest): RequestSpan | undefined {
  const { method, url } = request;
  if (!isCapturing() || isRuntimeCall(url) || isIgnoredHost(url.hostname)) return undefined;
  const parent = callContext();
  if (!parent) return undefined;
  const parentSpan = trace.getSpan(parent);
  if (parentSpan && isSpanOfInstrumentation(parentSpan)) return undefined;
  if (CARRIES_TRACE.some((name) => request.hasHeader(name))) return undefined;

  const inject = (active: Context): void => injectTraceHeaders(active, (name, value) => request.setHeader(name, value));
  if (parentSpan && isDropped(parentSpan)) {
    inject(parent);
    return undefined;
  }
  const span = trace.getTracer('otel-powertools/http', VERSION).startSpan(
    isKnownMethod(method) ? method : 'HTTP',
    {
      kind: SpanKind.CLIENT,
      attributes: {
        ...methodAttributes(method),
        'url.full': safeUrl(url, httpSettings().recordQuery),
        'server.address': url.hostname.replace(/^\[|\]$/g, ''),
        'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      },
    },
    parent,
  );
  inject(trace.setSpan(parent, span));
  return span.isRecording() ? follow(span, parent) : undefined;
}

/** A subscriber that reports its own failure: an exception in a channel would end the process. */
export function guarded<Message>(handle: (message: Message) => void) {
  return (message: unknown): void => {
    try {
      // Node.js and undici document what they publish on each channel.
      handle(message as Message);
    } catch (error) {
      diag.warn('otel-powertools: an outgoing HTTP request could not be captured.', error);
    }
  };
}

/** The active span is one that OpenTelemetry's own HTTP instrumentation has made for this very request. */
function isSpanOfInstrumentation(span: Span): boolean {
  const { kind, attributes } = asObject(span) ?? {};
  if (kind !== SpanKind.CLIENT) return false;
  const given = asObject(attributes) ?? {};
  return 'http.request.method' in given || 'http.method' in given;
}

/** Whether the sampler has said no already. Of a parent that is somebody else's it has not been asked. */
function isDropped(span: Span): boolean {
  const { traceFlags, isRemote } = span.spanContext();
  return !span.isRecording() && (traceFlags & TraceFlags.SAMPLED) === 0 && !isRemote;
}

function follow(span: Span, parent: Context): RequestSpan {
  const answered = invocationOf(parent)?.get(answeredSlot);
  let hasAnswer = false;
  let ended = false;
  const request: RequestSpan = {
    respond(statusCode, contentLength) {
      hasAnswer = true;
      answered?.add(request);
      span.setAttribute('http.response.status_code', statusCode);
      const size = Number.parseInt(contentLength ?? '', 10);
      if (size >= 0) span.setAttribute('http.response.body.size', size);
      if (statusCode < 400) return;
      span.setAttribute('error.type', String(statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    fail(error) {
      // Who has seen the answer and reads no further has failed at nothing.
      if (ended || (hasAnswer && asObject(error)?.name === 'AbortError')) return request.end();
      recordFailure(span, error);
      // `ECONNREFUSED` says more than `Error`.
      const code = commonErrorCodeOf(error);
      if (code !== undefined) span.setAttribute('error.type', code);
      request.end();
    },
    end() {
      if (ended) return;
      ended = true;
      answered?.delete(request);
      span.end();
    },
  };
  return request;
}
