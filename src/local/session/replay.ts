import { recordOf, type Values } from '../is-record.js';
import type { SegmentDocument } from '../xray/segment-document.js';

/** A segment of a trace. */
export interface TraceReference {
  /** X-Ray form. */
  readonly traceId: string;
  readonly id: string;
}

/** Whether the answer came out of an idempotency store, and of which execution; undefined where the work was done. */
export function findReplay(
  documents: readonly SegmentDocument[],
): { readonly of: TraceReference | undefined } | undefined {
  const waiting: Values[] = [...documents];
  for (let document = waiting.pop(); document; document = waiting.pop()) {
    const facts = recordOf(recordOf(document.metadata).default);
    if (facts['idempotency.outcome'] === 'hit') return { of: linksOf(document)[0] };
    const { subsegments } = document;
    if (Array.isArray(subsegments)) waiting.push(...subsegments.map(recordOf));
  }
  return undefined;
}

/** The links of a segment document. */
export function linksOf({ links }: Values): TraceReference[] {
  return (Array.isArray(links) ? links : []).flatMap((link) => {
    const { trace_id: traceId, id } = recordOf(link);
    return typeof traceId === 'string' && typeof id === 'string' ? [{ traceId, id }] : [];
  });
}
