import { linksOf, type TraceReference } from '../../session/replay.js';
import { joinTraces, tracedInvocation } from '../../view/joined-trace.js';
import type { SegmentNode } from '../../view/segment-tree.js';
import type { EntryLog, InvocationEntry } from '../state/types.js';

type SpanKind = 'function' | 'aws' | 'remote' | 'internal';

/** One row of the waterfall. */
export interface TraceRow {
  readonly id: string;
  readonly depth: number;
  readonly kind: SpanKind;
  readonly node: SegmentNode;
  /** As X-Ray got it; undefined for the segments that Lambda itself writes. */
  readonly document: Readonly<Record<string, unknown>> | undefined;
  /** The invocation that it belongs to. */
  readonly entry: InvocationEntry;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Milliseconds in which none of its children ran. */
  readonly selfMs: number;
  readonly logs: readonly EntryLog[];
  readonly links: readonly TraceReference[];
}

export interface Trace {
  readonly rows: readonly TraceRow[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The trace of an invocation with those that it came from or led to: through calls, queues and buses. */
export function buildTrace(viewed: InvocationEntry, related: readonly InvocationEntry[]): Trace {
  const entries = [viewed, ...related];
  const documents = new Map<string, Fields>();
  const owners = new Map<string, InvocationEntry>();
  for (const entry of entries) {
    owners.set(entry.functionSegmentId, entry);
    for (const { document } of entry.segments) register(document, entry, documents, owners);
  }
  const roots = joinTraces(tracedInvocation(viewed), related.map(tracedInvocation));
  const logs = logsBySpan(entries, documents);
  const rows = roots.flatMap((root) => rowsOf(root, 0, { documents, owners, logs, fallback: entries[0] }));
  const from = Math.min(...rows.map(({ node }) => node.start * 1000));
  const until = Math.max(...rows.map(({ node }) => (node.end ?? node.start) * 1000), from + 0.001);
  return { rows, from, until };
}

interface Known {
  readonly documents: ReadonlyMap<string, Fields>;
  readonly owners: ReadonlyMap<string, InvocationEntry>;
  readonly logs: ReadonlyMap<string, readonly EntryLog[]>;
  readonly fallback: InvocationEntry | undefined;
}

function rowsOf(node: SegmentNode, depth: number, known: Known): TraceRow[] {
  const entry = known.owners.get(node.id) ?? known.fallback;
  if (!entry) return [];
  const document = known.documents.get(node.id);
  const end = node.end ?? (entry.startTime + entry.durationMs) / 1000;
  const row: TraceRow = {
    id: node.id,
    depth,
    kind: document ? kindOf(document) : 'function',
    node: { ...node, end: node.end },
    document,
    entry,
    durationMs: (end - node.start) * 1000,
    selfMs: selfTime(node.start, end, node.children) * 1000,
    logs: known.logs.get(node.id) ?? [],
    links: document ? linksOf(document) : [],
  };
  return [row, ...node.children.flatMap((child) => rowsOf(child, depth + 1, known))];
}

/** What is left of a span without the times at which at least one child ran. */
function selfTime(start: number, end: number, children: readonly SegmentNode[]): number {
  let covered = 0;
  let reached = start;
  for (const child of [...children].sort((a, b) => a.start - b.start)) {
    const from = Math.max(reached, child.start);
    const until = Math.min(end, child.end ?? end);
    if (until <= from) continue;
    covered += until - from;
    reached = until;
  }
  return Math.max(0, end - start - covered);
}

function register(
  document: Fields,
  entry: InvocationEntry,
  documents: Map<string, Fields>,
  owners: Map<string, InvocationEntry>,
): void {
  if (typeof document.id === 'string') {
    documents.set(document.id, document);
    owners.set(document.id, entry);
  }
  const { subsegments } = document;
  if (!Array.isArray(subsegments)) return;
  for (const child of subsegments) register(child, entry, documents, owners);
}

/** Lines by the span that they name; those that name none belong to the function's own segment. */
function logsBySpan(
  entries: readonly InvocationEntry[],
  documents: ReadonlyMap<string, Fields>,
): Map<string, EntryLog[]> {
  const found = new Map<string, EntryLog[]>();
  for (const entry of entries) {
    for (const line of entry.logLines) {
      const named = line.json?.span_id;
      const id = typeof named === 'string' && documents.has(named) ? named : entry.functionSegmentId;
      found.set(id, [...(found.get(id) ?? []), line]);
    }
  }
  return found;
}

function kindOf({ namespace }: Fields): SpanKind {
  return namespace === 'aws' || namespace === 'remote' ? namespace : 'internal';
}
