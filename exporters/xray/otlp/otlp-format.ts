import type { ExportableResource, ExportableScope, ExportableSpan } from '../../exportable-span.js';
import { lengthDelimitedBytes, ProtobufWriter } from '../../otlp/encode/protobuf-writer.js';
import { writeResource, writeScope } from '../../otlp/encode/write-origin.js';
import { writeSpan } from '../../otlp/encode/write-span.js';
import {
  acceptValid,
  DATAGRAM_HEADER,
  type Datagram,
  type DatagramEncoder,
  type DatagramFormat,
  isSampled,
} from '../pack/datagram.js';
import { cutAttributes, cutSpan } from './cut-span.js';

// The daemon tells sampled from unsampled spans by the prefix; base64 of an ExportTraceServiceRequest follows.
const SAMPLED_PREFIX = 'T1S';
const UNSAMPLED_PREFIX = 'T1U';

/** At most this much comes with each message in a request: its tag, and a length below 2 MiB. */
const FRAME_BYTES = 4;

/** Spans of one scope of one resource, encoded. */
interface Group {
  readonly resource: Buffer;
  readonly scope: Buffer;
  readonly spans: ExportableSpan[];
}

interface Encoded {
  readonly group: Group;
  readonly message: Buffer;
  readonly span: ExportableSpan;
}

/** Spans as OTLP requests, each in one datagram and of one sampling decision. */
export const otlpEncoder: DatagramEncoder = (spans, limit, report) => {
  // Base64 makes four characters of three bytes.
  const room = Math.floor((limit - SAMPLED_PREFIX.length) / 4) * 3;
  const writer = new ProtobufWriter();
  const sampled = spans.filter(isSampled);
  const unsampled = spans.filter((span) => !isSampled(span));
  const datagrams: Datagram[] = [];
  for (const [prefix, alike] of [
    [SAMPLED_PREFIX, sampled],
    [UNSAMPLED_PREFIX, unsampled],
  ] as const) {
    for (const batch of batchesOf(encodeAll(alike, room, writer, report), room)) {
      const request = requestOf(batch, writer).toString('base64');
      datagrams.push({
        bytes: Buffer.from(`${DATAGRAM_HEADER}${prefix}${request}`),
        spans: () => batch.map(({ span }) => span),
      });
    }
  }
  return datagrams;
};

/** OTLP protobuf. What takes it does not replace a span by a later one with its id. */
export const otlpFormat: DatagramFormat = { takesOpenSpans: false, accept: acceptValid, encode: otlpEncoder };

const MAX_SCOPE_TEXT = 64;

function encodeAll(
  spans: readonly ExportableSpan[],
  room: number,
  writer: ProtobufWriter,
  report: (error: unknown) => void,
): Encoded[] {
  const encoded: Encoded[] = [];
  for (const group of groupsOf(spans, room, writer)) {
    const spanRoom = room - headBytes(group) - FRAME_BYTES;
    for (const span of group.spans) {
      try {
        const whole = encodeSpan(span, writer);
        const message = whole.length <= spanRoom ? whole : encodeCut(span, spanRoom, writer);
        encoded.push({ group, message, span });
      } catch (error) {
        writer.take();
        report(error);
      }
    }
  }
  return encoded;
}

function encodeSpan(span: ExportableSpan, writer: ProtobufWriter): Buffer {
  writeSpan(writer, span);
  return writer.take();
}

function encodeCut(span: ExportableSpan, room: number, writer: ProtobufWriter): Buffer {
  return encodeSpan(
    cutSpan(span, room, (candidate) => encodeSpan(candidate, writer).length),
    writer,
  );
}

/** Spans that share a resource and a scope: a request says these once. */
function groupsOf(spans: readonly ExportableSpan[], room: number, writer: ProtobufWriter): Group[] {
  const byResource = new Map<
    ExportableResource,
    { encoded: Buffer; byScope: Map<ExportableScope | undefined, Group> }
  >();
  for (const span of spans) {
    const scope = span.instrumentationScope ?? span.instrumentationLibrary;
    let entry = byResource.get(span.resource);
    if (!entry) {
      entry = { encoded: encodeResource(span.resource, room, writer), byScope: new Map() };
      byResource.set(span.resource, entry);
    }
    const group = entry.byScope.get(scope);
    if (group) group.spans.push(span);
    else entry.byScope.set(scope, { resource: entry.encoded, scope: encodeScope(scope, writer), spans: [span] });
  }
  return [...byResource.values()].flatMap(({ byScope }) => [...byScope.values()]);
}

function encodeResource(resource: ExportableResource, room: number, writer: ProtobufWriter): Buffer {
  writeResource(writer, resource);
  const whole = writer.take();
  if (whole.length <= room / 4) return whole;
  // The spans matter more: of a resource that leaves them no room the largest attributes go.
  writeResource(writer, { attributes: cutAttributes(resource.attributes, room / 8) });
  return writer.take();
}

function encodeScope(scope: ExportableScope | undefined, writer: ProtobufWriter): Buffer {
  const name = scope?.name.slice(0, MAX_SCOPE_TEXT);
  const version = scope?.version?.slice(0, MAX_SCOPE_TEXT);
  if (name !== undefined) writeScope(writer, { name, version });
  return writer.take();
}

/** What the messages that a group's spans are in take, with the longest tags and lengths. */
function headBytes({ resource, scope }: Group): number {
  return resource.length + scope.length + 4 * FRAME_BYTES;
}

/** Fills one request after the other. */
function batchesOf(encoded: readonly Encoded[], room: number): Encoded[][] {
  const batches: Encoded[][] = [];
  let batch: Encoded[] = [];
  let bytes = 0;
  for (const item of encoded) {
    const own = lengthDelimitedBytes(item.message.length);
    const head = batch.at(-1)?.group === item.group ? 0 : headBytes(item.group);
    if (batch.length === 0 || bytes + head + own > room) {
      batch = [];
      batches.push(batch);
      bytes = headBytes(item.group) + own;
    } else {
      bytes += head + own;
    }
    batch.push(item);
  }
  return batches;
}

/** An `ExportTraceServiceRequest`. In a batch the spans of a group follow each other, and the groups of a resource. */
function requestOf(batch: readonly Encoded[], writer: ProtobufWriter): Buffer {
  let next = 0;
  while (next < batch.length) {
    const resource = batch[next]?.group.resource;
    const resourceStart = writer.begin(1);
    if (resource) writer.bytes(1, 'resource', resource);
    while (next < batch.length && batch[next]?.group.resource === resource) {
      const group = batch[next]?.group;
      const scopeStart = writer.begin(2);
      if (group) writer.bytes(1, 'scope', group.scope);
      for (let item = batch[next]; item && item.group === group; item = batch[next]) {
        writer.bytes(2, 'spans', item.message);
        next += 1;
      }
      writer.end(scopeStart);
    }
    writer.end(resourceStart);
  }
  return writer.take();
}
