/** A segment or subsegment as X-Ray takes it; only what every document has is named here. */
export interface SegmentDocument {
  readonly id: string;
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  /** Seconds since the epoch. */
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** What X-Ray would have refused. */
export interface Rejection {
  readonly reason: string;
  /** The beginning of what was sent. */
  readonly excerpt: string;
}

export type Reading = { readonly document: SegmentDocument } | { readonly reason: string };

/** Reads one document and checks what X-Ray's service checks. */
export const readSegmentDocument = (body: string): Reading => {
  try {
    return { document: JSON.parse(body) as SegmentDocument };
  } catch {
    return { reason: 'the document is not JSON' };
  }
};
