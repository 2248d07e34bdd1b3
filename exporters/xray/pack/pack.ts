import { xrayTraceId } from '../identifiers.js';

/** The own part of one span in a document, serialised once: members without the braces round them. */
export interface Fragment<T> {
  /** What the fragment was made of. */
  readonly source: T;
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly segment: boolean;
  /** A document that a later one replaces: nothing is nested in it, nor it in another, or both would be replaced. */
  readonly alone?: boolean;
  readonly members: string;
  /** Of `members`, in UTF-8. */
  readonly bytes: number;
}

/** One document, a tree of spans: what one datagram carries. */
export interface PackedDocument<T> {
  readonly json: string;
  /** What its spans were made of. Walked when asked: few ask. */
  readonly sources: () => T[];
}

/** At least the braces and the longest of the heads that `headOf` makes. */
export const FRAME_BYTES = 128;

const OPEN_CHILDREN = ',"subsegments":[';
const CHILDREN_BYTES = OPEN_CHILDREN.length + 1;
// The braces and the comma of a nested child.
const EMBED_BYTES = 3;

// A parser that reads nested JSON recursively gives up at some depth (Jackson: 1,000); a level here is two of JSON.
const MAX_HEIGHT = 250;

interface Node<T> {
  readonly fragment: Fragment<T>;
  readonly children: Node<T>[];
  /** The members, with those of the children nested so far. */
  text: string;
  bytes: number;
  height: number;
}

/**
 * Packs spans into as few documents as the limit (in bytes) allows: children are nested in their parent's document
 * while the whole fits, else the largest of them are split off as documents of their own. Parents come before what was
 * split off from them. A fragment has to fit by itself, with `FRAME_BYTES` to spare.
 */
export function pack<T>(fragments: readonly Fragment<T>[], limit: number): PackedDocument<T>[] {
  const room = limit - FRAME_BYTES;
  const { roots, ordered } = treesOf(fragments);
  const separate = new Set(roots);
  // From the leaves up and without recursion: a chain of spans may be deeper than the stack.
  for (const node of ordered.toReversed()) {
    for (const child of nestChildren(node, room)) separate.add(child);
  }
  return ordered.filter((node) => separate.has(node)).map((node) => close(node, separate));
}

/** What comes before everything else: the daemon names a rejected document by the first `trace_id` in its text. */
export function headOf(segment: boolean, traceId: string, parentId: string | undefined): string {
  const type = segment ? '' : '"type":"subsegment",';
  const parent = parentId === undefined ? '' : `"parent_id":"${parentId}",`;
  return `${type}"trace_id":"${xrayTraceId(traceId)}",${parent}`;
}

/** The spans as trees, parents before children. A segment is never a child: X-Ray nests subsegments only. */
function treesOf<T>(fragments: readonly Fragment<T>[]): { roots: Node<T>[]; ordered: Node<T>[] } {
  const nodes = fragments.map(nodeOf);
  const byId = new Map(nodes.map((node) => [node.fragment.id, node]));
  const roots: Node<T>[] = [];
  for (const node of nodes) {
    const { segment, traceId, parentId } = node.fragment;
    const parent = segment || parentId === undefined ? undefined : byId.get(parentId);
    // Of two traces, should a span of each have the same id: the children of one stay by themselves.
    const siblings = parent?.fragment.traceId === traceId ? parent.children : roots;
    siblings.push(node);
  }
  const ordered = [...roots];
  for (const node of ordered) for (const child of node.children) ordered.push(child);
  if (ordered.length === nodes.length) return { roots, ordered };
  // Spans that are their own ancestors are no tree: each goes out by itself.
  const alone = fragments.map(nodeOf);
  return { roots: alone, ordered: alone };
}

function nodeOf<T>(fragment: Fragment<T>): Node<T> {
  return {
    fragment,
    children: [],
    text: fragment.members,
    bytes: fragment.bytes,
    height: 1,
  };
}

/** Nests what fits; returns what does not. The largest are left out: that leaves the fewest. */
function nestChildren<T>(node: Node<T>, room: number): readonly Node<T>[] {
  const { children } = node;
  if (children.length === 0 || node.fragment.alone) return children;
  const total = children.reduce((sum, child) => sum + child.bytes + EMBED_BYTES, node.bytes + CHILDREN_BYTES);
  if (total > room) children.sort((a, b) => a.bytes - b.bytes);
  const left: Node<T>[] = [];
  let bytes = node.bytes + CHILDREN_BYTES;
  let text = OPEN_CHILDREN;
  for (const child of children) {
    const fits = bytes + child.bytes + EMBED_BYTES <= room && child.height < MAX_HEIGHT;
    if (!fits || child.fragment.alone) {
      left.push(child);
      continue;
    }
    text += text === OPEN_CHILDREN ? `{${child.text}}` : `,{${child.text}}`;
    bytes += child.bytes + EMBED_BYTES;
    node.height = Math.max(node.height, child.height + 1);
  }
  if (left.length < children.length) {
    node.text += `${text}]`;
    node.bytes = bytes;
  }
  return left;
}

function close<T>(node: Node<T>, separate: ReadonlySet<Node<T>>): PackedDocument<T> {
  const { segment, traceId, parentId } = node.fragment;
  return {
    json: `{${headOf(segment, traceId, parentId)}${node.text}}`,
    sources: () => {
      const members = [node];
      for (const { children } of members) {
        for (const child of children) if (!separate.has(child)) members.push(child);
      }
      return members.map(({ fragment }) => fragment.source);
    },
  };
}
