import { recordOf, type Values } from '../is-record.js';
import { isReplay, linksOf, type TraceReference } from './replay.js';

/** The links of a segment and those below it that lead to who sent what they process: not those of replays. */
export function producerLinks(document: Values): TraceReference[] {
  const { subsegments } = document;
  const below = Array.isArray(subsegments) ? subsegments.map(recordOf).flatMap(producerLinks) : [];
  return isReplay(document) ? below : [...linksOf(document), ...below];
}

/** What tells which invocations belong together. */
export interface LinkedInvocation {
  readonly requestId: string;
  readonly traceId: string;
  /** The traces of who sent what it processed. */
  readonly linkedTraces: readonly string[];
}

/** The newest are kept: a trace is to be looked at. */
const MOST_RELATED = 50;

/** The other invocations of the same trace, of those that it links to, and of those that link to any of these. */
export function relatedTo<T extends LinkedInvocation>(viewed: LinkedInvocation, all: readonly T[]): T[] {
  const traces = new Set([viewed.traceId, ...viewed.linkedTraces]);
  grow(traces, all, ({ traceId, linkedTraces }) => (traces.has(traceId) ? linkedTraces : []));
  grow(traces, all, ({ traceId, linkedTraces }) => (linkedTraces.some((id) => traces.has(id)) ? [traceId] : []));
  return all
    .filter(({ requestId, traceId }) => traces.has(traceId) && requestId !== viewed.requestId)
    .slice(-MOST_RELATED);
}

function grow<T>(traces: Set<string>, all: readonly T[], found: (one: T) => readonly string[]): void {
  for (let size = 0; size !== traces.size; ) {
    size = traces.size;
    for (const one of all) for (const id of found(one)) traces.add(id);
  }
}
