import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import fc from 'fast-check';
import { type ExportableSpan, XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { describe, expect, it } from 'vitest';
import { otlpEncoder } from '../../../exporters/xray/otlp/otlp-format.js';
import { startDaemon } from './daemon.js';
import { bodyOf } from './documents.js';
import { type DecodedSpan, decodeRequest } from './protobuf-reader.js';
import { LAMBDA_PARENT_ID, span, spanId, TRACE_ID } from './spans.js';

const MAX_DOCUMENT = 65_477;

interface Received {
  readonly prefix: string;
  readonly resources: ReturnType<typeof decodeRequest>;
}

const receivedOf = (datagram: Buffer): Received => {
  const body = bodyOf(datagram);
  return { prefix: body.slice(0, 3), resources: decodeRequest(Buffer.from(body.slice(3), 'base64')) };
};

const spansIn = ({ resources }: Received): DecodedSpan[] =>
  resources.flatMap(({ scopes }) => scopes.flatMap(({ spans }) => spans));

const encode = (spans: readonly ExportableSpan[], limit = MAX_DOCUMENT): Buffer[] =>
  otlpEncoder(spans, limit, (error) => {
    throw error;
  }).map(({ bytes }) => bytes);

describe('An OTLP datagram', () => {
  it('holds everything that a span says', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, format: 'otlp' });
    const attributes: Attributes = {
      text: 'é語🙂',
      empty: '',
      yes: true,
      no: false,
      zero: 0,
      negative: -7,
      large: Number.MAX_SAFE_INTEGER,
      half: 0.5,
      infinite: Number.POSITIVE_INFINITY,
      list: ['a', 'b'],
      numbers: [1, -1, 0.5],
    };
    const context = { traceId: TRACE_ID, spanId: spanId(7), traceFlags: 1, isRemote: true };
    const one = span({
      name: 'handler',
      kind: SpanKind.SERVER,
      attributes,
      events: [{ name: 'exception', time: [5, 6], attributes: { 'exception.type': 'E' } }],
      links: [{ context, attributes: { why: 'batch' } }],
      status: { code: SpanStatusCode.ERROR, message: 'it broke' },
      resource: { 'service.name': 'shop' },
      instrumentationScope: { name: 'scope', version: '1.2.3' },
      droppedAttributesCount: 3,
    });
    await new Promise((resolve) => exporter.export([one], resolve));
    const [datagram] = await daemon.received(1);
    const received = receivedOf(datagram ?? Buffer.alloc(0));
    expect(received).toEqual({
      prefix: 'T1S',
      resources: [
        {
          resource: { 'service.name': 'shop' },
          scopes: [
            {
              scope: { name: 'scope', version: '1.2.3' },
              spans: [
                {
                  traceId: TRACE_ID,
                  spanId: spanId(1),
                  traceState: undefined,
                  parentSpanId: LAMBDA_PARENT_ID,
                  name: 'handler',
                  kind: 2,
                  start: 1_795_472_213_123_456_789n,
                  end: 1_795_472_213_223_456_789n,
                  attributes,
                  droppedAttributes: 3,
                  events: [{ time: 5_000_000_006n, name: 'exception', attributes: { 'exception.type': 'E' } }],
                  droppedEvents: 0,
                  links: [{ traceId: TRACE_ID, spanId: spanId(7), attributes: { why: 'batch' }, flags: 0x301 }],
                  droppedLinks: 0,
                  status: { message: 'it broke', code: 2 },
                  flags: 0x301,
                },
              ],
            },
          ],
        },
      ],
    });
    await exporter.shutdown();
  });

  it('is of one sampling decision, and says a resource and a scope once', () => {
    const resource = { attributes: { 'service.name': 'shop' } };
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    const spans = [a, b, a, b].map((instrumentationScope, index) => ({
      ...span({
        id: spanId(index + 1),
        traceFlags: index === 3 ? TraceFlags.NONE : TraceFlags.SAMPLED,
        instrumentationScope,
      }),
      resource,
    }));
    const [sampled, unsampled, ...rest] = encode(spans).map(receivedOf);
    expect(rest).toEqual([]);
    expect(sampled?.prefix).toBe('T1S');
    expect(
      sampled?.resources.map(({ scopes }) => scopes.map(({ scope, spans: inScope }) => [scope?.name, inScope.length])),
    ).toEqual([
      [
        ['a', 2],
        ['b', 1],
      ],
    ]);
    expect(unsampled?.prefix).toBe('T1U');
    expect(unsampled?.resources[0]?.scopes[0]?.spans[0]?.spanId).toBe(spanId(4));
  });

  it('is as full as it gets', () => {
    const spans = Array.from({ length: 5_000 }, (_, index) => span({ id: spanId(index + 1), attributes: { index } }));
    const shared = spans.map((one) => ({ ...one, resource: spans[0]?.resource ?? { attributes: {} } }));
    const datagrams = encode(shared);
    const room = datagrams.slice(0, -1).map(({ length }) => 65_507 - length);
    // A span takes more than 100 bytes, of which base64 makes a third more.
    expect(Math.max(...room)).toBeLessThan(150);
    expect(
      datagrams
        .map(receivedOf)
        .flatMap(spansIn)
        .map((one) => one.spanId)
        .sort(),
    ).toEqual(spans.map((one) => one.spanContext().spanId));
  });

  it('says how much was cut from a span that is alone too large', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, 'v'.repeat(50)]));
    const large = span({ attributes: { large: 'x'.repeat(200_000), small: 'y' }, name: 'large' });
    const [cut] = encode([large]).map(receivedOf).flatMap(spansIn);
    expect(cut?.attributes).toEqual({
      large: expect.stringMatching(/^x{40000,}…\[cut: 200000 characters\]$/),
      small: 'y',
    });
    const [crowded] = encode([span({ attributes: many })])
      .map(receivedOf)
      .flatMap(spansIn);
    expect(crowded?.droppedAttributes).toBeGreaterThan(0);
    expect(Object.keys(crowded?.attributes ?? {}).length + (crowded?.droppedAttributes ?? 0)).toBe(5_000);
  });

  it('keeps the limit and every span whatever the spans hold', () => {
    const text = fc
      .tuple(fc.constantFrom('a', '\u0000', 'é', '語', '🙂', '\ud800'), fc.integer({ min: 0, max: 30_000 }))
      .map(([unit, length]) => unit.repeat(length));
    const value = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2_000 }));
    const bag = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__'), text), value, { maxKeys: 5 });
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ attributes: bag, name: text, message: text, events: fc.nat(100), sampled: fc.boolean() }),
          { minLength: 1, maxLength: 8 },
        ),
        bag,
        fc.integer({ min: 2_048, max: MAX_DOCUMENT }),
        (given, resource, limit) => {
          const spans = given.map(({ attributes, name, message, events, sampled }, index) =>
            span({
              id: spanId(index + 1),
              name,
              attributes,
              status: { code: SpanStatusCode.ERROR, message },
              events: Array.from({ length: events }, () => ({ name, time: [1, 2], attributes: {} })),
              traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
              resource,
            }),
          );
          const datagrams = encode(spans, limit);
          expect(datagrams.every(({ length }) => length <= limit + 30)).toBe(true);
          const received = datagrams
            .map(receivedOf)
            .flatMap((one) => spansIn(one).map((item) => `${one.prefix} ${item.spanId}`));
          const expected = spans.map(
            (one) => `${one.spanContext().traceFlags ? 'T1S' : 'T1U'} ${one.spanContext().spanId}`,
          );
          expect(received.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
