import { isReplay, linksOf, type TraceReference } from '../session/replay.js';
import type { SegmentDocument } from '../xray/segment-document.js';

/** One row of a trace: a segment or subsegment, whether it came as a document of its own or inside its parent's. */
export interface SegmentNode {
  readonly id: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Seconds since the epoch. */
  readonly start: number;
  /** Undefined while it is in progress. */
  readonly end: number | undefined;
  readonly flag: 'fault' | 'error' | 'throttle' | undefined;
  /** What went wrong, in one line. */
  readonly problem: string | undefined;
  /** What it did, in a few words: `PutItem OrdersTable`, `GET 200`. */
  readonly detail: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** Who sent what it processes; not what a replay repeats. */
  readonly links: readonly TraceReference[];
  readonly children: SegmentNode[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Puts documents together as X-Ray does: by `parent_id`; a later document with an id replaces the earlier one. */
export function buildSegmentTree(documents: readonly SegmentDocument[]): SegmentNode[] {
  const latest = new Map(documents.map((document) => [document.id, document]));
  const known = new Map<string, SegmentNode>();
  const register = (node: SegmentNode): void => {
    known.set(node.id, node);
    node.children.forEach(register);
  };
  const tops = [...latest.values()].map((document) => ({ node: toNode(document), parentId: document.parent_id }));
  for (const { node } of tops) register(node);
  const roots: SegmentNode[] = [];
  for (const { node, parentId } of tops) {
    const parent = parentId === undefined ? undefined : known.get(parentId);
    (parent ? parent.children : roots).push(node);
  }
  for (const node of known.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function problemOf(document: Fields): string | undefined {
  const { exceptions } = fieldsOf(document.cause);
  const first = fieldsOf(Array.isArray(exceptions) ? exceptions[0] : undefined);
  const type = textOf(first.type);
  const message = textOf(first.message);
  return type && message ? `${type}: ${message}` : (type ?? message);
}

function detailOf(document: Fields): string {
  const aws = fieldsOf(document.aws);
  const { request, response } = fieldsOf(document.http);
  const table =
    textOf(aws.table_name) ?? lastPart(textOf(aws.queue_url)) ?? textOf(aws.bucket_name) ?? textOf(aws.function_name);
  const status = numberOf(fieldsOf(response).status);
  const operation = textOf(aws.operation);
  return [
    operation ?? textOf(fieldsOf(request).method),
    table,
    // An AWS call's status says nothing unless it failed.
    status !== undefined && (operation === undefined || status >= 400) ? String(status) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Of a queue's URL, the name. */
function lastPart(url: string | undefined): string | undefined {
  return url?.slice(url.lastIndexOf('/') + 1);
}

function toNode(document: Fields): SegmentNode {
  return {
    id: textOf(document.id) ?? '',
    name: textOf(document.name) ?? '(no name)',
    namespace: textOf(document.namespace),
    start: numberOf(document.start_time) ?? 0,
    end: document.in_progress === true ? undefined : numberOf(document.end_time),
    flag: document.fault ? 'fault' : document.throttle ? 'throttle' : document.error ? 'error' : undefined,
    problem: problemOf(document),
    detail: detailOf(document),
    annotations: fieldsOf(document.annotations),
    links: isReplay(document) ? [] : linksOf(document),
    children: (Array.isArray(document.subsegments) ? document.subsegments : []).map((child) => toNode(fieldsOf(child))),
  };
}

function byStart(a: SegmentNode, b: SegmentNode): number {
  return a.start - b.start;
}
