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

/**
 * Says what a document is that holds children of one parent, and nothing else: its members as JSON, of at most
 * 256 bytes, without the braces. It is one `part` of the `parts` that the parent's children were put into.
 */
export type DescribeGroup<T> = (children: readonly T[], part: number, parts: number) => string;

/** What the members of a group take at most. */
const GROUP_BYTES = 256;

/** At least the braces and the longest of the heads that `headOf` makes. */
export const FRAME_BYTES = 128;

const OPEN_CHILDREN = ',"subsegments":[';
const CHILDREN_BYTES = OPEN_CHILDREN.length + 1;
// The braces and the comma of a nested child.
const EMBED_BYTES = 3;

// A parser that reads nested JSON recursively gives up at some depth (Jackson: 1,000); a level here is two of JSON.
const MAX_HEIGHT = 250;

// Up to here a tree is sent as it is: a daemon has room for as many.
const MAX_UNGROUPED = 16;

// A document is looked for among the last ones for each child that is to go into one.
const OPEN_GROUPS = 16;

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
 * split off from them. Where that leaves many, siblings that were split off share documents, under a subsegment between
 * them and their parent that `describeGroup` describes. A fragment has to fit by itself, with `FRAME_BYTES` to spare.
 */
export function pack<T>(
  fragments: readonly Fragment<T>[],
  limit: number,
  describeGroup?: DescribeGroup<T>,
): PackedDocument<T>[] {
  const room = limit - FRAME_BYTES;
  const { roots, ordered } = treesOf(fragments);
  const separate = new Set(roots);
  // From the leaves up and without recursion: a chain of spans may be deeper than the stack.
  for (const node of ordered.toReversed()) {
    for (const child of nestChildren(node, room)) separate.add(child);
  }
  const documents = ordered.filter((node) => separate.has(node));
  if (!describeGroup || documents.length <= MAX_UNGROUPED) return documents.map((node) => close(node, separate));
  return familiesOf(documents).flatMap((siblings) => {
    const groups = groupsOf(siblings, room);
    const parts = groups.filter(({ length }) => length > 1).length;
    let part = 0;
    return groups.map((nodes) => {
      const [only] = nodes;
      if (only && nodes.length === 1) return close(only, separate);
      part += 1;
      const children = nodes.map(({ fragment }) => fragment.source);
      return closeGroup(nodes, describeGroup(children, part, parts), separate);
    });
  });
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

/** Nodes that can be in one document, together: children of one parent that may be nested. In the order given. */
function familiesOf<T>(nodes: readonly Node<T>[]): Node<T>[][] {
  const families = new Map<unknown, Node<T>[]>();
  for (const node of nodes) {
    const { segment, alone, traceId, parentId } = node.fragment;
    const canBeNested = !segment && !alone && parentId !== undefined && node.height < MAX_HEIGHT;
    const key = canBeNested ? `${traceId} ${parentId}` : node;
    const siblings = families.get(key);
    if (siblings) siblings.push(node);
    else families.set(key, [node]);
  }
  return [...families.values()];
}

/** Puts siblings into as few documents as going through them once gives: neighbours stay together. */
function groupsOf<T>(siblings: readonly Node<T>[], room: number): Node<T>[][] {
  const groups: { readonly nodes: Node<T>[]; bytes: number }[] = [];
  for (const node of siblings) {
    const bytes = node.bytes + EMBED_BYTES;
    const group = groups.slice(-OPEN_GROUPS).find((open) => open.bytes + bytes <= room);
    if (group) {
      group.nodes.push(node);
      group.bytes += bytes;
    } else {
      groups.push({ nodes: [node], bytes: GROUP_BYTES + CHILDREN_BYTES + bytes });
    }
  }
  return groups.map(({ nodes }) => nodes);
}

function closeGroup<T>(nodes: readonly Node<T>[], members: string, separate: ReadonlySet<Node<T>>): PackedDocument<T> {
  const { traceId = '', parentId } = nodes[0]?.fragment ?? {};
  const children = nodes.map(({ text }) => `{${text}}`).join(',');
  return {
    json: `{${headOf(false, traceId, parentId)}${members}${OPEN_CHILDREN}${children}]}`,
    sources: () => nodes.flatMap((node) => sourcesOf(node, separate)),
  };
}

function close<T>(node: Node<T>, separate: ReadonlySet<Node<T>>): PackedDocument<T> {
  const { segment, traceId, parentId } = node.fragment;
  return {
    json: `{${headOf(segment, traceId, parentId)}${node.text}}`,
    sources: () => sourcesOf(node, separate),
  };
}

/** What a node's document was made of. */
function sourcesOf<T>(node: Node<T>, separate: ReadonlySet<Node<T>>): T[] {
  const members = [node];
  for (const { children } of members) {
    for (const child of children) if (!separate.has(child)) members.push(child);
  }
  return members.map(({ fragment }) => fragment.source);
}
