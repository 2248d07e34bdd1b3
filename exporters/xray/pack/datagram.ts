import { isSpanContextValid, TraceFlags } from '@opentelemetry/api';
import type { ExportableSpan } from '../../exportable-span.js';
import type { DropReason } from '../daemon/drop-counter.js';

/** What the daemon expects before the newline and the document. */
export const DATAGRAM_HEADER = '{"format":"json","version":1}\n';

/** The most that UDP over IPv4 carries. */
export const MAX_DATAGRAM_BYTES = 65_507;

export interface Datagram {
  /** What is sent: the header, and one document. */
  readonly bytes: Buffer;
  /** The spans in it. */
  readonly spans: () => ExportableSpan[];
}

/** Makes datagrams of spans, each of at most `limit` bytes after the header; a span that cannot be encoded is reported and left out. */
export type DatagramEncoder = (
  spans: readonly ExportableSpan[],
  limit: number,
  report: (error: unknown) => void,
) => Datagram[];

/** What datagrams hold, and of which spans. */
export interface DatagramFormat {
  /** Whether a span can be given before it has ended and again when it has. */
  readonly takesOpenSpans: boolean;
  /** The spans that there can be datagrams of; what of the others is a loss is reported. */
  readonly accept: (
    spans: readonly ExportableSpan[],
    reportLoss: (reason: DropReason, count: number) => void,
  ) => readonly ExportableSpan[];
  /** Makes the datagrams of spans that `accept` has let through. */
  readonly encode: DatagramEncoder;
}

export function isSampled(span: ExportableSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Whether a span has ids, and is sampled: all but the rarest. */
export function isSendable(span: ExportableSpan): boolean {
  const context = span.spanContext();
  return (context.traceFlags & TraceFlags.SAMPLED) !== 0 && isSpanContextValid(context);
}

/** Leaves out spans without an id. */
export const acceptValid: DatagramFormat['accept'] = (spans, reportLoss) => {
  const valid = spans.filter((span) => isSpanContextValid(span.spanContext()));
  reportLoss('invalid', spans.length - valid.length);
  return valid;
};
