import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import { type ExportableSpan, XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { describe, expect, it } from 'vitest';
import type { DatagramEncoder } from '../../../exporters/xray/pack/datagram.js';
import { documentEncoder } from '../../../exporters/xray/segment-format.js';
import { startThreadedDaemon } from './daemon.js';
import { documentOf, faultsOf, isGroup, reassemble } from './documents.js';
import { LAMBDA_PARENT_ID, span, spanId, XRAY_TRACE_ID } from './spans.js';

const MAX_DATAGRAM = 65_507;
const MAX_DOCUMENT = MAX_DATAGRAM - 30;

/** Text of every kind: long or short, of one to four bytes a character, with escapes and halves of characters. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', '"', '\n', '\u0000', 'ä', '語', '🙂', '\ud800', '$', '<') }),
      fc.nat(maxLength),
    )
    .map(([unit, length]) => (unit === '' ? '' : unit.repeat(Math.ceil(length / unit.length)).slice(0, length)));

const attributeKey = fc.oneof(
  text(40),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'http.request.method',
    'http.response.status_code',
    'url.full',
    'client.address',
    'rpc.system',
    'rpc.service',
    'rpc.method',
    'aws.request_id',
    'aws.dynamodb.table_names',
    'db.system.name',
    'db.query.text',
    'db.namespace',
    'server.address',
    'user.id',
    'aws.xray.annotations',
    'aws.xray.metadata.service',
    'AWS.reserved',
  ),
);

const attributeValue = (maxLength: number): fc.Arbitrary<Attributes[string]> =>
  fc.oneof(
    text(maxLength),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.array(text(100)),
    fc.constantFrom('aws-api', 'postgresql', '{"response":{"ok":true},"__proto__":1}', '10.0.0.1'),
  );

const attributes = (maxKeys: number, maxLength: number): fc.Arbitrary<Attributes> =>
  fc.array(fc.tuple(attributeKey, attributeValue(maxLength)), { maxLength: maxKeys }).map((entries) =>
    // `fromEntries` defines its keys, `__proto__` included.
    Object.fromEntries(entries),
  );

interface Shape {
  /** Each span's parent, as a fraction of the spans before it: 1 makes a chain, 0 a star. */
  readonly parents: readonly number[];
  readonly kinds: readonly SpanKind[];
  readonly attributes: readonly Attributes[];
}

const anyParents = (spans: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: spans, maxLength: spans });

const shape = (spans: number, bags: fc.Arbitrary<Attributes>, parents = anyParents(spans)): fc.Arbitrary<Shape> =>
  fc.record({
    parents: fc.oneof(parents, fc.constantFrom(Array<number>(spans).fill(0), Array<number>(spans).fill(1))),
    kinds: fc.array(fc.constantFrom(...allKinds), { minLength: 1, maxLength: 7 }),
    attributes: fc.array(bags, { minLength: 1, maxLength: 5 }),
  });

const allKinds = [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER];

const spansOf = ({ parents, kinds, attributes: bags }: Shape): ExportableSpan[] =>
  parents.map((fraction, index) =>
    span({
      id: spanId(index + 1),
      parent: index === 0 ? LAMBDA_PARENT_ID : spanId(Math.ceil(fraction * index) || 1),
      name: `span ${index}`,
      kind: kinds[index % kinds.length] ?? SpanKind.INTERNAL,
      attributes: bags[index % bags.length] ?? {},
      events: index % 3 === 0 ? [{ name: 'exception', time: [1, 2], attributes: { 'exception.type': 'E' } }] : [],
      status: { code: index % 4 === 0 ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    }),
  );

const encoder = (lambda: boolean, indexAll = false): DatagramEncoder =>
  documentEncoder({ lambda, indexAll, indexed: new Set(), stackFrameLimit: 50, clientQuery: false });

const expectWhole = (spans: readonly ExportableSpan[], datagrams: readonly Buffer[]): void => {
  const documents = datagrams.map((datagram) => documentOf(datagram));
  const tooLong = datagrams.filter(({ length }) => length > MAX_DATAGRAM);
  expect(tooLong).toHaveLength(0);
  expect(documents.flatMap(faultsOf).slice(0, 5)).toEqual([]);
  const received = reassemble(documents);
  const edges = received.map(({ id, traceId, parentId }) => `${traceId} ${parentId} ${id}`).sort();
  const expected = spans
    .map((one) => `${XRAY_TRACE_ID} ${one.parentSpanContext?.spanId} ${one.spanContext().spanId}`)
    .sort();
  expect(edges).toEqual(expected);
};

const encode = (spans: readonly ExportableSpan[], limit: number, encodeSpans: DatagramEncoder): Buffer[] =>
  encodeSpans(spans, limit, (error) => {
    throw error;
  }).map(({ bytes }) => bytes);

describe('Whatever the spans are, the receiver reassembles', () => {
  it('every span once, in the same tree, from legal documents, in Lambda and outside, within any limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }).chain((count) => shape(count, attributes(12, 2_000))),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 2_048, max: MAX_DOCUMENT }),
        (given, lambda, indexAll, limit) => {
          const spans = spansOf(given);
          const datagrams = encode(spans, limit, encoder(lambda, indexAll));
          expectWhole(spans, datagrams);
          expect(datagrams.every(({ length }) => length <= limit + 30)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('trees of up to 5,000 spans', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 5_000 }).chain((count) => shape(count, attributes(4, 60))),
        (given) => {
          const spans = spansOf(given);
          expectWhole(spans, encode(spans, MAX_DOCUMENT, encoder(true)));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('any number of siblings, in at most twice as many datagrams as their bytes would fill', () => {
    const parents = fc.constantFrom<'sent before' | 'open' | 'among them'>('sent before', 'open', 'among them');
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 3_000 }),
        fc.array(attributes(6, 400), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 8_192, max: MAX_DOCUMENT }),
        parents,
        (count, bags, limit, parent) => {
          const kinds = [SpanKind.INTERNAL, SpanKind.CLIENT];
          const all = spansOf({ parents: Array<number>(count + 1).fill(0), kinds, attributes: bags });
          const [first, ...children] = all;
          const root = first && parent === 'open' ? [{ ...first, ended: false }] : first ? [first] : [];
          const spans = [...(parent === 'sent before' ? [] : root), ...children];
          const datagrams = encode(spans, limit, encoder(true));
          expectWhole(spans, datagrams);
          const bytes = datagrams.reduce((sum, { length }) => sum + length, 0);
          // Of the smallest limit a group takes an eighth itself. A few documents are no reason for groups.
          expect(datagrams.length).toBeLessThanOrEqual(Math.max(16, 3 + (2 * bytes) / (limit - 1_024)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a few siblings without a group, and many with groups that say so', () => {
    const large = (count: number): ExportableSpan[] =>
      spansOf({
        parents: Array<number>(count).fill(0),
        kinds: [SpanKind.CLIENT],
        attributes: [{ large: 'x'.repeat(30_000) }],
      });
    const documentsOf = (spans: readonly ExportableSpan[]) =>
      encode(spans, MAX_DOCUMENT, encoder(true)).map((datagram) => documentOf(datagram));
    expect(documentsOf(large(17)).filter(isGroup)).toEqual([]);
    const groups = documentsOf(large(42)).filter(isGroup);
    expect(groups).toHaveLength(20);
    expect(groups.map(({ name }) => name)).toContain('group 20 of 20');
    expect(groups[0]).toMatchObject({
      type: 'subsegment',
      parent_id: spanId(1),
      start_time: 1_795_472_213.123_457,
      end_time: 1_795_472_213.223_457,
      metadata: { default: { 'otel.xray.group': { children: 2 } } },
    });
    expect(new Set(groups.map(({ id }) => id)).size).toBe(20);
  });

  it('spans with attributes of up to 1 MB', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((count) => shape(count, attributes(4, 1_000_000))),
        fc.boolean(),
        (given, indexAll) => {
          const spans = spansOf(given);
          expectWhole(spans, encode(spans, MAX_DOCUMENT, encoder(true, indexAll)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('trees of up to 5,000 spans, each of which may have attributes of up to 1 MB', () => {
    const bags = fc.oneof({ arbitrary: attributes(4, 60), weight: 3 }, { arbitrary: attributes(4, 20_000), weight: 1 });
    const large = fc.array(fc.tuple(fc.nat(4_999), attributes(3, 1_000_000)), { minLength: 10, maxLength: 20 });
    // More than a datagram in any case, which the values above are only as a rule.
    const tooLarge = fc.tuple(fc.nat(4_999), fc.integer({ min: 100_000, max: 1_000_000 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 2_500, max: 5_000 }).chain((count) => shape(count, bags)),
        large,
        tooLarge,
        fc.boolean(),
        (given, largeBags, [tooLargeAt, length], lambda) => {
          const spans = spansOf(given);
          const added: [number, Attributes][] = [...largeBags, [tooLargeAt, { tooLarge: 'x'.repeat(length) }]];
          for (const [position, bag] of added) {
            const index = position % spans.length;
            const one = spans[index];
            if (one) spans[index] = { ...one, attributes: { ...one.attributes, ...bag } };
          }
          const datagrams = encode(spans, MAX_DOCUMENT, encoder(lambda));
          expectWhole(spans, datagrams);
          expect(datagrams.some((datagram) => datagram.includes('"otel.xray.cut"'))).toBe(true);
        },
      ),
      // Small values would be tried first, and these are the other tests' matter.
      { numRuns: 3, endOnFailure: true, unbiased: true },
    );
  });

  it('spans with thousands of attributes', () => {
    const many = fc
      .tuple(fc.integer({ min: 2_000, max: 20_000 }), text(40))
      .map(([count, value]) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, value])),
      );
    fc.assert(
      fc.property(shape(2, many), fc.boolean(), (given, indexAll) => {
        const spans = spansOf(given);
        expectWhole(spans, encode(spans, MAX_DOCUMENT, encoder(false, indexAll)));
      }),
      { numRuns: 10 },
    );
  });

  it('a chain of 5,000 spans, without overflowing the stack', () => {
    const spans = spansOf({ parents: Array<number>(5_000).fill(1), kinds: [SpanKind.INTERNAL], attributes: [{}] });
    const datagrams = encode(spans, MAX_DOCUMENT, encoder(true));
    expectWhole(spans, datagrams);
    expect(datagrams.length).toBeLessThan(50);
  });

  // The kernel may drop what a busy reader does not fetch: it has a thread of its own, and trees are smaller here.
  it('what really arrives at a UDP socket', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }).chain((count) => shape(count, attributes(5, 100))),
        async (given) => {
          await using daemon = await startThreadedDaemon();
          const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
          const spans = spansOf(given);
          const count = encode(spans, MAX_DOCUMENT, encoder(true)).length;
          const code = await new Promise((resolve) => exporter.export(spans, (result) => resolve(result.code)));
          expect(code).toBe(0);
          expectWhole(spans, await daemon.received(count));
          expect(exporter.dropped.total).toBe(0);
          await exporter.shutdown();
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
