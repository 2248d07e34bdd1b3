import type { HrTime } from '@opentelemetry/api';
import { isValidSpanId } from '@opentelemetry/api';
import type { ExportableSpan } from '../exportable-span.js';

/** `5759e988bd862e3fe1be46a994272793` is `1-5759e988-bd862e3fe1be46a994272793` in X-Ray. */
export function xrayTraceId(traceId: string): string {
  const id = traceId.toLowerCase();
  return `1-${id.slice(0, 8)}-${id.slice(8)}`;
}

/** Seconds since the epoch, to the microsecond; more digits than that a number cannot hold. NaN for no time. */
export function xrayTime([seconds, nanoseconds]: HrTime): number {
  return Math.round(seconds * 1e6 + nanoseconds / 1e3) / 1e6;
}

/** The time that a document has to have: one bad time costs X-Ray the whole datagram. */
export function requiredTime(what: 'start' | 'end', time: HrTime): number {
  const seconds = xrayTime(time);
  if (Number.isFinite(seconds)) return seconds;
  throw new RangeError(`the ${what} time of the span is [${time.join(', ')}]: that is no point in time`);
}

export function parentIdOf(span: ExportableSpan): string | undefined {
  const id = span.parentSpanContext?.spanId ?? span.parentSpanId;
  return id !== undefined && isValidSpanId(id) ? id.toLowerCase() : undefined;
}

/** The first span of a trace in this process. The SDK 1.x does not say whether a parent is remote. */
export function isLocalRoot(span: ExportableSpan): boolean {
  return span.parentSpanContext?.isRemote === true || parentIdOf(span) === undefined;
}
