import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { commonErrorTypeOf } from '../../../invocation/span/error-description.js';
import { onlyRunningContext } from '../../../invocation/under-way.js';
import { isTracingSuppressed } from '../../../shared/suppress-tracing.js';
import { asObject, asText, type UnknownObject } from '../../../shared/unknown.js';
import { VERSION } from '../../../version.js';
import type { DatabaseChannel } from './clients.js';

/**
 * Starts the span of a call that a client tells of. None outside a recorded trace, nor where somebody else's
 * instrumentation has one for it.
 */
export function startDatabaseSpan(
  { describe, instrumentation }: DatabaseChannel,
  message: UnknownObject,
  withText: boolean,
): Span | undefined {
  const parent = parentContext();
  const parentSpan = parent && trace.getSpan(parent);
  if (!parentSpan || isDatabaseSpan(parentSpan) || hasTracer(instrumentation)) return undefined;
  const call = describe(message);
  if (!call) return undefined;
  const { serverAddress, serverPort } = message;
  return trace.getTracer('otel-powertools/database', VERSION).startSpan(
    call.summary ?? ([call.operation, call.collection].filter(Boolean).join(' ') || call.system),
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': call.system,
        'db.operation.name': call.operation,
        'db.operation.batch.size': call.batchSize,
        'db.namespace': call.namespace,
        'db.collection.name': call.collection,
        'db.query.summary': call.summary,
        'db.query.text': withText ? call.queryText : undefined,
        'server.address': asText(serverAddress),
        'server.port': Number(serverPort) || undefined,
      },
    },
    parent,
  );
}

/** Says that a call failed, and by which code. Not with its message, which may quote what the call was given. */
export function failDatabaseSpan(span: Span, error: unknown): void {
  const { code, errno, sqlState, message } = asObject(error) ?? {};
  // What Redis answers begins with a word in capitals; what a server of SQL answers has a state.
  const prefix = /^[A-Z][A-Z\d]+(?= )/.exec(asText(message) ?? '')?.[0];
  const status = sqlState === undefined ? prefix : asText(String(errno));
  if (status !== undefined) span.setAttribute('db.response.status_code', status);
  span.setAttribute('error.type', asText(code) ?? status ?? commonErrorTypeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/**
 * What a client queues until it is connected, it sends from where the connection was made: at INIT, or in an invocation
 * that is over. The invocation that is under way is then the nearest that is known.
 */
function parentContext(): Context | undefined {
  const active = context.active();
  if (isTracingSuppressed(active)) return undefined;
  if (isRecorded(active)) return active;
  const running = onlyRunningContext();
  return running && isRecorded(running) ? running : undefined;
}

function isRecorded(candidate: Context): boolean {
  const span = trace.getSpan(candidate);
  return span?.isRecording() === true && isSpanContextValid(span.spanContext());
}

/** The active span is one that somebody else has made for this very call. */
function isDatabaseSpan(span: Span): boolean {
  const { kind, attributes } = asObject(span) ?? {};
  const given = asObject(attributes) ?? {};
  return kind === SpanKind.CLIENT && ('db.system.name' in given || 'db.system' in given);
}

/** Whether an instrumentation traces here: its span need not be the active one. Every SDK keeps its tracers by their names. */
function hasTracer(name: string): boolean {
  const provider: unknown = trace.getTracerProvider();
  const { getDelegate } = asObject(provider) ?? {};
  const delegate: unknown = typeof getDelegate === 'function' ? Reflect.apply(getDelegate, provider, []) : provider;
  const tracers = asObject(delegate)?._tracers;
  return tracers instanceof Map && [...tracers.keys()].some((key) => String(key).startsWith(`${name}@`));
}
