import {
  type Context,
  defaultTextMapSetter,
  isSpanContextValid,
  propagation,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { AWSXRAY_TRACE_ID_HEADER, AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { type KeptHeader, keptTraceHeader } from '../../invocation/trace-context/invocation-trace-header.js';
import { isUndecided, undecidedHeader } from '../../invocation/trace-context/undecided.js';
import { peek } from '../../shared/process-state.js';
import { isXRayName } from '../../triggers/carriers/carrier.js';
import { settings } from '../settings/settings.js';
import { isOfInit } from './init-trace.js';

/** Step Functions refuses a longer header, and cutting one would break it. */
const MAX_HEADER_CHARACTERS = 256;
/** A load balancer's own segment: nobody's but its. */
const OF_THE_CALLER = 'self';

/**
 * OpenTelemetry's propagator of X-Ray's trace header, and what it cannot know: where the active span is not X-Ray's to
 * know, or nobody has decided about its trace, Lambda's own header is handed on as it is.
 */
export class XRayPropagator extends AWSXRayPropagator {
  override inject(active: Context, carrier: unknown, setter: TextMapSetter): void {
    const undecided = undecidedHeader(active);
    if (undecided === undefined) {
      const span = trace.getSpanContext(active);
      if (!span || !isSpanContextValid(span) || isOfInit(span)) return;
      if (namesSpans()) {
        super.inject(active, carrier, setter);
        return;
      }
    }
    const header = undecided ?? keptTraceHeader().text;
    if (header !== undefined) setter.set(carrier, AWSXRAY_TRACE_ID_HEADER, header);
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
 * X-Ray's header for an AWS service; undefined where there is none. Lambda's other fields, `Lineage` first, go on
 * unchanged: the detection of endless loops counts on it.
 */
export function awsHeaderOf(active: Context): string | undefined {
  const carrier: Record<string, string> = {};
  new XRayPropagator().inject(active, carrier, defaultTextMapSetter);
  const header = carrier[AWSXRAY_TRACE_ID_HEADER];
  const kept = keptTraceHeader();
  // Where it is the one that Lambda gave, it has them.
  const isGiven = header === undefined || header === kept.text || header === undecidedHeader(active);
  return isGiven ? header : withOtherFields(header, kept);
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

function withOtherFields(header: string, { header: incoming }: KeptHeader): string {
  if (!incoming) return header;
  let text = header;
  const passedOn = [...(incoming.lineage === undefined ? [] : [['Lineage', incoming.lineage]]), ...incoming.others];
  for (const [name = '', value] of passedOn) {
    const field = `;${name}=${value}`;
    if (name.toLowerCase() !== OF_THE_CALLER && text.length + field.length <= MAX_HEADER_CHARACTERS) text += field;
  }
  return text;
}
