import { describe, expect, it } from 'vitest';
import { relatedTo } from '../../../src/local/session/producer-links.js';
import { joinTraces, type TracedInvocation } from '../../../src/local/view/joined-trace.js';
import type { SegmentNode } from '../../../src/local/view/segment-tree.js';

interface Span {
  readonly id: string;
  readonly links?: readonly string[];
  readonly replay?: boolean;
  readonly children?: readonly Span[];
}

const traceOf = (id: string): string => `trace of ${id[0]}`;

const document = ({ id, links = [], replay = false, children = [] }: Span, parent?: string): never =>
  ({
    ...{ id, name: id, trace_id: traceOf(id), start_time: 1, end_time: 2 },
    ...(parent && { parent_id: parent }),
    ...(links.length > 0 && { links: links.map((link) => ({ trace_id: traceOf(link), id: link })) }),
    ...(replay && { metadata: { default: { 'idempotency.outcome': 'hit' } } }),
    subsegments: children.map((child) => document(child)),
  }) as never;

/** The invocation `a`, whose trace is `trace of a`, with spans below its own segment. */
const invocation = (id: string, spans: readonly Span[], rest: Partial<TracedInvocation> = {}): TracedInvocation => ({
  ...{
    functionName: id,
    functionSegmentId: id,
    traceId: traceOf(id),
    startTime: 1000,
    durationMs: 1000,
    outcome: 'ok',
  },
  documents: spans.map((span) => document(span, id)),
  ...rest,
});

const shown = (nodes: readonly SegmentNode[]): string =>
  nodes.map(({ name, children }) => (children.length > 0 ? `${name}(${shown(children)})` : name)).join(' ');

const sender = (id: string): TracedInvocation =>
  invocation(id, [{ id: `${id}-span`, children: [{ id: `${id}-send` }] }]);
const whole = (id: string): string => `${id}(${id}-span(${id}-send))`;

/** A batch of one message each of some senders. */
const batchOf = (...senders: readonly string[]): TracedInvocation =>
  invocation('c', [
    {
      ...{ id: 'c-batch', links: senders.map((name) => `${name}-send`) },
      children: senders.map((name, index) => ({
        ...{ id: `c-message-${index}`, links: [`${name}-send`], children: [{ id: `c-write-${index}` }] },
      })),
    },
  ]);

describe('traces that belong together', () => {
  it.each<[string, TracedInvocation, readonly TracedInvocation[], string]>([
    ['nothing else', sender('a'), [], whole('a')],
    [
      'a function that is called, below the call',
      sender('a'),
      [invocation('b', [{ id: 'b-span' }], { traceId: traceOf('a'), parentId: 'a-send' })],
      'a(a-span(a-send(b(b-span))))',
    ],
    [
      'a batch with one message, whole below who sent it',
      batchOf('a'),
      [sender('a')],
      'a(a-span(a-send(c(c-batch(c-message-0(c-write-0))))))',
    ],
    [
      'a batch of several senders as it is, for who looks at the batch',
      batchOf('a', 'b'),
      [sender('a'), sender('b')],
      'c(c-batch(c-message-0(c-write-0) c-message-1(c-write-1)))',
    ],
    [
      'of a batch of several senders the own message, for who looks at one sender',
      sender('a'),
      [batchOf('a', 'b'), sender('b')],
      'a(a-span(a-send(c-message-0(c-write-0))))',
    ],
    [
      'what goes on from there',
      sender('a'),
      [
        batchOf('a', 'b'),
        sender('b'),
        invocation('d', [{ id: 'd-span' }], { traceId: traceOf('c'), parentId: 'c-write-0' }),
        invocation('e', [{ id: 'e-span' }], { traceId: traceOf('c'), parentId: 'c-write-1' }),
      ],
      'a(a-span(a-send(c-message-0(c-write-0(d(d-span))))))',
    ],
    [
      'no replay below what it repeats',
      sender('a'),
      [invocation('r', [{ id: 'r-span', replay: true, links: ['a-send'] }])],
      whole('a'),
    ],
    [
      'no circle',
      invocation('a', [{ id: 'a-span', links: ['b-span'] }]),
      [invocation('b', [{ id: 'b-span', links: ['a-span'] }])],
      'b(b-span(a(a-span)))',
    ],
  ])('show %s', (_what, viewed, others, expected) => {
    expect(shown(joinTraces(viewed, others))).toBe(expected);
  });

  it('are found by trace and by link, in both directions, without other senders of a batch', () => {
    const summary = (requestId: string, traceId: string, linkedTraces: string[] = []) => ({
      ...{ requestId, traceId, linkedTraces },
    });
    const a = summary('a', 'A');
    const b = summary('b', 'B');
    const batch = summary('batch', 'C', ['A', 'B']);
    const listener = summary('listener', 'C');
    const all = [a, b, batch, listener, summary('other', 'D')];
    const idsFor = (viewed: typeof a) => relatedTo(viewed, all).map(({ requestId }) => requestId);
    expect(idsFor(a)).toEqual(['batch', 'listener']);
    expect(idsFor(batch)).toEqual(['a', 'b', 'listener']);
    expect(idsFor(listener)).toEqual(['a', 'b', 'batch']);
  });
});
