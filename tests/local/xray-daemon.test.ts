import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Rejection, readSegmentDocument, type SegmentDocument } from '../../src/local/xray/segment-document.js';
import { XRayDaemon } from '../../src/local/xray/xray-daemon.js';

const HEADER = '{"format":"json","version":1}\n';
const now = Date.now() / 1000;
const subsegment = {
  id: '1111111111111111',
  name: 'work',
  trace_id: '1-6b2e5f00-000000000000000000000001',
  parent_id: '2222222222222222',
  type: 'subsegment',
  start_time: now,
  end_time: now + 1,
};

const closing: XRayDaemon[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((daemon) => daemon.close()));
});

/** What the daemon makes of these datagrams. */
const receive = async (...datagrams: readonly string[]) => {
  const segments: SegmentDocument[] = [];
  const rejections: Rejection[] = [];
  const otlp: number[] = [];
  const daemon = await XRayDaemon.start({
    segment: (document) => segments.push(document),
    rejection: (rejection) => rejections.push(rejection),
    otlp: (bytes) => otlp.push(bytes),
  });
  closing.push(daemon);
  const [host, port] = daemon.address.split(':');
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, Number(port), host, (error) => (error ? reject(error) : resolve())),
    );
  }
  socket.close();
  await daemon.drain();
  return { segments, rejections, otlp };
};

describe('the X-Ray daemon of the local Lambda', () => {
  it('takes a header line and one document', async () => {
    const { segments, rejections } = await receive(HEADER + JSON.stringify(subsegment));
    expect(segments).toEqual([subsegment]);
    expect(rejections).toEqual([]);
  });

  it.each(['{"format":"JSON","version":1,"more":true}\n', '{ "format": "json", "version": 1 }\n'])(
    'takes the header %s',
    async (header) => {
      expect((await receive(header + JSON.stringify(subsegment, null, 2))).segments).toEqual([subsegment]);
    },
  );

  it.each([
    ['no header', JSON.stringify(subsegment), 'there is no header line'],
    ['nothing after the header', HEADER, 'nothing after it'],
    ['a header that is no JSON', `X-Ray\n${JSON.stringify(subsegment)}`, 'the header is not'],
    ['another format', `{"format":"xml","version":1}\n{}`, 'the header is not'],
    ['a version that is text', `{"format":"json","version":"1"}\n{}`, 'the header is not'],
    ['two documents', `${HEADER}${JSON.stringify(subsegment)}\n${JSON.stringify(subsegment)}`, 'not JSON'],
  ])('rejects %s', async (_what, datagram, reason) => {
    const { segments, rejections } = await receive(datagram);
    expect(segments).toEqual([]);
    expect(rejections).toEqual([{ reason: expect.stringContaining(reason), excerpt: datagram.slice(0, 200) }]);
  });

  it('takes spans in OTLP, sampled or not, and tells their size', async () => {
    expect((await receive(`${HEADER}T1SAAAA`, `${HEADER}T1UAA`)).otlp).toEqual([7, 5]);
  });

  it('has read everything when it is drained, in the order in which it was sent', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(16, '0'));
    const { segments } = await receive(...ids.map((id) => HEADER + JSON.stringify({ ...subsegment, id })));
    expect(segments.map(({ id }) => id)).toEqual(ids);
  });
});

/** The reason for which a document is refused; undefined when it is taken. */
const reasonFor = (document: unknown): string | undefined => {
  const reading = readSegmentDocument(JSON.stringify(document));
  return 'reason' in reading ? reading.reason : undefined;
};

describe('a segment document', () => {
  it.each([
    ['a segment', { type: undefined, parent_id: undefined }],
    ['one in progress', { end_time: undefined, in_progress: true }],
    ['a name of every allowed kind', { name: 'Größe 日本 09 _.:/%&#=+\\-@' }],
    ['a name of 200 characters', { name: '🙂'.repeat(0) + 'ü'.repeat(200) }],
    ['annotations', { annotations: { key_1: 'text', 'a.b': 1, flag: true } }],
    ['metadata', { metadata: { default: { anything: [{ deep: null }] } } }],
    ['subsegments', { subsegments: [{ id: 'aaaaaaaaaaaaaaaa', name: 'x', start_time: now, end_time: now }] }],
  ])('may be %s', (_what, changes) => {
    expect(reasonFor({ ...subsegment, ...changes })).toBeUndefined();
  });

  it.each([
    ['name', { name: 'a(b)' }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(201) }],
    ['id', { id: '123' }],
    ['id', { id: 'ABCDEF0123456789' }],
    ['trace_id', { trace_id: '6b2e5f00000000000000000000000001' }],
    ['trace_id', { trace_id: undefined }],
    ['parent_id', { parent_id: 'x' }],
    ['parent_id', { parent_id: undefined }],
    ['type', { type: 'segment' }],
    ['start_time', { start_time: '2026-01-01' }],
    ['start_time', { start_time: now - 40 * 24 * 3600 }],
    ['end_time', { end_time: undefined }],
    ['end_time', { in_progress: true }],
    ['end_time', { end_time: null }],
    ['annotation', { annotations: { 'a b': 1 } }],
    ['annotation', { annotations: { list: [1] } }],
    ['annotations', { annotations: [] }],
    ['metadata', { metadata: 'text' }],
    ['AWS.', { metadata: { 'AWS.xray': {} } }],
    ['subsegments', { subsegments: {} }],
    ['subsegments[0]', { subsegments: [1] }],
    ['subsegments[0]: name', { subsegments: [{ ...subsegment, name: '<>' }] }],
    ['65536', { metadata: { default: { text: 'x'.repeat(65_536) } } }],
  ])('is refused for its %s: %j', (reason, changes) => {
    expect(reasonFor({ ...subsegment, ...changes })).toContain(reason);
  });

  it('is an object, whatever else JSON can be', () => {
    for (const value of [1, null, 'text', [subsegment]]) expect(reasonFor(value)).toContain('not a JSON object');
  });

  it('is read or refused, and never an exception, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.record(mapToAnything(subsegment)).map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const reading = readSegmentDocument(body);
          expect('document' in reading || reading.reason.length > 0).toBe(true);
        },
      ),
    );
  });
});

/** Records with the fields of a document, each of them right or anything at all. */
const mapToAnything = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fc.oneof(fc.constant(value), fc.jsonValue())]));
