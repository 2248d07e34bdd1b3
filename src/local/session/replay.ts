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
    if (isReplay(document)) return { of: linksOf(document)[0] };
    const { subsegments } = document;
    if (Array.isArray(subsegments)) waiting.push(...subsegments.map(recordOf));
  }
  return undefined;
}

/** Whether a segment stands for an answer out of an idempotency store. */
export function isReplay({ metadata }: Values): boolean {
  return recordOf(recordOf(metadata).default)['idempotency.outcome'] === 'hit';
}

/** The links of a segment document. */
export function linksOf({ links }: Values): TraceReference[] {
  return (Array.isArray(links) ? links : []).flatMap((link) => {
    const { trace_id: traceId, id } = recordOf(link);
    return typeof traceId === 'string' && typeof id === 'string' ? [{ traceId, id }] : [];
  });
}
