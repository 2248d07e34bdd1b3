import {
  type Context,
  isSpanContextValid,
  propagation,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { spanContextOf } from '../../invocation/trace-context/carried-context.js';
import { invocationTraceHeader, keptTraceHeader } from '../../invocation/trace-context/invocation-trace-header.js';
import { toXRayTraceId } from '../../invocation/trace-context/to-xray-trace-id.js';
import { parseTraceHeader } from '../../invocation/trace-context/trace-header.js';
import { isUndecided, undecidedHeader } from '../../invocation/trace-context/undecided.js';
import { peek } from '../../shared/process-state.js';
import { isXRayName } from '../../triggers/carriers/carrier.js';
import { settings } from '../settings/settings.js';
import { isOfInit } from './init-trace.js';

const FIELD = 'x-amzn-trace-id';
/** Step Functions refuses a longer header, and cutting one would break it. */
const MAX_HEADER_CHARACTERS = 256;
/** A load balancer's own segment: nobody's but its. */
const OF_THE_CALLER = 'self';

/** X-Ray's trace header, for the wire: the header of Lambda itself is read from the runtime. */
export class XRayPropagator implements TextMapPropagator {
  inject(active: Context, carrier: unknown, setter: TextMapSetter): void {
    const header = xrayHeaderOf(active, false);
    if (header !== undefined) setter.set(carrier, FIELD, header);
  }

  extract(base: Context, carrier: unknown, getter: TextMapGetter): Context {
    const found = getter.keys(carrier).find((name) => name.toLowerCase() === FIELD);
    const value = found === undefined ? undefined : getter.get(carrier, found);
    const header = parseTraceHeader(Array.isArray(value) ? value[0] : value);
    const parent = header?.sampled === undefined ? undefined : spanContextOf(header);
    if (!parent) return base;
    const traceState = trace.getSpanContext(base)?.traceState;
    return trace.setSpanContext(base, traceState ? { ...parent, traceState } : parent);
  }

  fields(): string[] {
    return [FIELD];
  }
}

/** Hands a trace on in another format, but for one that nobody has decided about, or that is never sent under its id. */
export function whereDecided(inner: TextMapPropagator): TextMapPropagator {
  return {
    inject: (active, carrier, setter) => inner.inject(decidedPart(active), carrier, setter),
    extract: (base, carrier, getter) => inner.extract(base, carrier, getter),
    fields: () => inner.fields(),
  };
}

/** `active` as far as it may be handed on in a format that knows only yes and no: without its trace, if need be. */
export function decidedPart(active: Context): Context {
  const span = trace.getSpanContext(active);
  return span && (isUndecided(active) || isOfInit(span)) ? trace.deleteSpan(active) : active;
}

/**
 * X-Ray's header as it is to be handed on: that of the active span, where that is X-Ray's to know; else Lambda's own as
 * it is; undefined where there is none.
 *
 * @param toAws - Whether it goes to an AWS service: Lambda's other fields, `Lineage` first, go on unchanged, because the
 * detection of endless loops counts on it.
 */
export function xrayHeaderOf(active: Context, toAws: boolean): string | undefined {
  const undecided = undecidedHeader(active);
  if (undecided !== undefined) return undecided;
  const span = trace.getSpanContext(active);
  if (!span || !isSpanContextValid(span) || isOfInit(span)) return undefined;
  return namesSpans() ? format(span, toAws) : keptTraceHeader().text;
}

/**
 * Whether the header names OpenTelemetry's spans: X-Ray gets them, or there is no other format that could. Elsewhere they
 * would split X-Ray's own trace, and ask whoever gets the header to record it.
 */
function namesSpans(): boolean {
  if (peek('traces')?.exportsToXRay || settings().xrayReached) return true;
  const fields = propagation.fields();
  return fields.some(isXRayName) && !fields.some((field) => /^(traceparent|b3|x-b3-traceid)$/i.test(field));
}

function format({ traceId, spanId, traceFlags }: SpanContext, toAws: boolean): string {
  const sampled = (traceFlags & TraceFlags.SAMPLED) === 0 ? '0' : '1';
  let header = `Root=${toXRayTraceId(traceId)};Parent=${spanId};Sampled=${sampled}`;
  const incoming = toAws ? invocationTraceHeader() : undefined;
  if (!incoming) return header;
  const passedOn = [...(incoming.lineage === undefined ? [] : [['Lineage', incoming.lineage]]), ...incoming.others];
  for (const [name = '', value] of passedOn) {
    const field = `;${name}=${value}`;
    if (name.toLowerCase() !== OF_THE_CALLER && header.length + field.length <= MAX_HEADER_CHARACTERS) header += field;
  }
  return header;
}
