import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES, type Fragment, pack } from '../../../exporters/xray/pack/pack.js';
import { spanId, TRACE_ID, XRAY_TRACE_ID } from './spans.js';

interface TreeNode {
  readonly parent: number;
  readonly bytes: number;
}

const fragmentOf = (index: number, parent: string | undefined, bytes = 0): Fragment<number> => {
  const id = spanId(index + 1);
  const members = `"id":"${id}","pad":"${'x'.repeat(Math.max(0, bytes - 38))}"`;
  return { source: index, id, traceId: TRACE_ID, parentId: parent, segment: false, members, bytes: members.length };
};

const fragmentsOf = (tree: readonly TreeNode[]): Fragment<number>[] =>
  tree.map(({ parent, bytes }, index) => fragmentOf(index, spanId(index === 0 ? 999 : parent + 1), bytes));

/** The fewest documents that hold a tree, by trying every way to cut it. */
const fewest = (fragments: readonly Fragment<number>[], tree: readonly TreeNode[], room: number): number => {
  let best = fragments.length;
  for (let cuts = 0; cuts < 2 ** (tree.length - 1); cuts += 1) {
    const isCut = (index: number): boolean => index === 0 || ((cuts >> (index - 1)) & 1) === 1;
    const sizes = fragments.map(({ bytes }) => bytes);
    const hasChildren = new Set<number>();
    let fits = true;
    // Parents come before their children: from the end, each size is complete when it is reached.
    for (let index = tree.length - 1; index >= 0; index -= 1) {
      const size = (sizes[index] ?? 0) + (hasChildren.has(index) ? ',"subsegments":[]'.length : 0);
      fits &&= size <= room;
      const { parent } = tree[index] ?? { parent: 0 };
      if (isCut(index)) continue;
      sizes[parent] = (sizes[parent] ?? 0) + size + '{},'.length;
      hasChildren.add(parent);
    }
    const documents = tree.filter((_node, index) => isCut(index)).length;
    if (fits) best = Math.min(best, documents);
  }
  return best;
};

describe('Packing', () => {
  it('makes the fewest documents that there can be', () => {
    const trees = fc
      .integer({ min: 1, max: 9 })
      .chain((count) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            fc.record({ parent: fc.nat(Math.max(0, index - 1)), bytes: fc.integer({ min: 40, max: 300 }) }),
          ),
        ),
      );
    fc.assert(
      fc.property(trees, fc.integer({ min: 300, max: 900 }), (tree, room) => {
        const fragments = fragmentsOf(tree);
        expect(pack(fragments, room + FRAME_BYTES)).toHaveLength(fewest(fragments, tree, room));
      }),
      { numRuns: 500 },
    );
  });

  it('puts the type, the trace and the parent before everything else', () => {
    const [document] = pack([fragmentOf(0, spanId(9))], 1_000);
    const head = `{"type":"subsegment","trace_id":"${XRAY_TRACE_ID}","parent_id":"${spanId(9)}","id":"${spanId(1)}"`;
    expect(document?.json.startsWith(head)).toBe(true);
  });

  it('sends parents before what was split off from them, and knows what is in each document', () => {
    const tree = [0, 0, 0, 1, 1, 2].map((parent) => ({ parent, bytes: 300 }));
    const documents = pack(fragmentsOf(tree), 800 + FRAME_BYTES).map(({ json, sources }) => ({
      json,
      spans: sources(),
    }));
    expect(documents.length).toBeGreaterThan(2);
    expect(documents[0]?.spans).toContain(0);
    expect(documents.flatMap(({ spans }) => spans).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { json, spans } of documents) {
      for (const span of spans) expect(json).toContain(`"id":"${spanId(span + 1)}"`);
    }
  });

  it('nests no segment, and no span of another trace', () => {
    const root = fragmentOf(0, undefined);
    const segment = { ...fragmentOf(1, root.id), segment: true };
    const stranger = { ...fragmentOf(2, root.id), traceId: 'a'.repeat(32) };
    expect(pack([root, segment, stranger], 10_000)).toHaveLength(3);
  });

  it('sends spans that are their own ancestors one by one', () => {
    const circle = [
      fragmentOf(0, spanId(2)),
      fragmentOf(1, spanId(1)),
      fragmentOf(2, spanId(3)),
      fragmentOf(3, spanId(9)),
    ];
    expect(pack(circle, 10_000).flatMap(({ sources }) => sources())).toEqual([0, 1, 2, 3]);
  });
});
