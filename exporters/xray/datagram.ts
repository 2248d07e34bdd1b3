import type { ExportableSpan } from './span.js';

/** What the daemon expects before the newline and the document. */
export const DATAGRAM_HEADER = '{"format":"json","version":1}\n';

/** The most that UDP over IPv4 carries. */
export const MAX_DATAGRAM_BYTES = 65_507;

export interface Datagram {
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
