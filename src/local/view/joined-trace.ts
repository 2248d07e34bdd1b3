import type { InvocationEntry } from '../session/invocation-entry.js';
import type { SegmentDocument } from '../xray/segment-document.js';
import { buildSegmentTree, type SegmentNode } from './segment-tree.js';

/** What is known of an invocation of a trace. */
export interface TracedInvocation {
  readonly functionName: string;
  readonly traceId: string;
  readonly functionSegmentId: string;
  readonly parentId?: string | undefined;
  readonly startTime: number;
  readonly durationMs: number;
  readonly outcome: string;
  readonly documents: readonly SegmentDocument[];
}

/** A span that processes what another has sent. */
interface Consumption {
  readonly consumer: SegmentNode;
  readonly producer: SegmentNode;
}

/**
 * The tree of an invocation together with others that it came from or led to: those of the same trace by their parents,
 * and those of other traces below the span that sent what they process. Of a batch with messages of several senders, who
 * looks at one sender's trace sees that sender's message; who looks at the batch sees it whole.
 */
export function joinTraces(viewed: TracedInvocation, others: readonly TracedInvocation[]): SegmentNode[] {
  const documents = [viewed, ...others].flatMap((one) => [functionSegment(one), ...one.documents]);
  const roots = buildSegmentTree(documents);
  const tree = new Tree(roots);
  for (const root of roots) {
    const found = consumptions(root, tree);
    const [first] = found;
    if (!first) continue;
    if (found.every(({ producer }) => producer === first.producer)) tree.move(root, first.producer);
    else if (!tree.contains(root, viewed.functionSegmentId)) {
      for (const { consumer, producer } of found) tree.move(consumer, producer);
      tree.drop(root);
    }
  }
  const own = new Set(documents.filter((one) => one.trace_id === viewed.traceId).map(({ id }) => id));
  return tree.roots.filter((root) => own.has(root.id) || tree.contains(root, viewed.functionSegmentId));
}

/** What is used of an invocation of the session. */
export function tracedInvocation(entry: InvocationEntry): TracedInvocation {
  return { ...entry, documents: entry.segments.map(({ document }) => document) };
}

/** The segment that Lambda writes for an invocation. */
function functionSegment(invocation: Omit<TracedInvocation, 'documents'>): SegmentDocument {
  const { functionSegmentId, functionName, traceId, startTime, durationMs, outcome, parentId } = invocation;
  return {
    id: functionSegmentId,
    name: functionName,
    trace_id: traceId,
    start_time: startTime / 1000,
    end_time: (startTime + durationMs) / 1000,
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(outcome !== 'ok' && { fault: true }),
  };
}

/** Which spans of a tree process what spans outside of it have sent: of several for one sender the innermost. */
function consumptions(root: SegmentNode, tree: Tree): Consumption[] {
  const found = new Map<SegmentNode, Consumption>();
  const visit = (node: SegmentNode): void => {
    for (const { id } of node.links) {
      const producer = tree.find(id);
      if (producer && tree.rootOf(producer) !== root) found.set(producer, { consumer: node, producer });
    }
    node.children.forEach(visit);
  };
  visit(root);
  return [...found.values()];
}

/** Segments with their parents, which may be moved. */
class Tree {
  readonly #roots: Set<SegmentNode>;
  readonly #nodes = new Map<string, SegmentNode>();
  readonly #parents = new Map<SegmentNode, SegmentNode>();

  constructor(roots: readonly SegmentNode[]) {
    this.#roots = new Set(roots);
    const register = (node: SegmentNode): void => {
      this.#nodes.set(node.id, node);
      for (const child of node.children) {
        this.#parents.set(child, node);
        register(child);
      }
    };
    roots.forEach(register);
  }

  get roots(): readonly SegmentNode[] {
    return [...this.#roots];
  }

  find(id: string): SegmentNode | undefined {
    return this.#nodes.get(id);
  }

  rootOf(node: SegmentNode): SegmentNode {
    let root = node;
    for (let above = this.#parents.get(root); above; above = this.#parents.get(root)) root = above;
    return root;
  }

  contains(root: SegmentNode, id: string): boolean {
    const node = this.#nodes.get(id);
    return node !== undefined && this.rootOf(node) === root;
  }

  /** Puts a node below another, unless that is below it. */
  move(node: SegmentNode, parent: SegmentNode): void {
    for (let above: SegmentNode | undefined = parent; above; above = this.#parents.get(above))
      if (above === node) return;
    const before = this.#parents.get(node);
    before?.children.splice(before.children.indexOf(node), 1);
    this.#roots.delete(node);
    this.#parents.set(node, parent);
    parent.children.push(node);
    parent.children.sort((a, b) => a.start - b.start);
  }

  drop(root: SegmentNode): void {
    this.#roots.delete(root);
  }
}
