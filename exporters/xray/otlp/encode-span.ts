import type { HrTime, SpanContext } from '@opentelemetry/api';
import { isValidSpanId } from '@opentelemetry/api';
import { jsonValue } from '../document/json-value.js';
import type { ExportableAttributes, ExportableResource, ExportableScope, ExportableSpan } from '../span.js';
import type { ProtobufWriter } from './protobuf-writer.js';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto and its neighbours.

/** The content of a `Span` message. */
export function writeSpan(writer: ProtobufWriter, span: ExportableSpan): void {
  const context = span.spanContext();
  const parentId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  writer.hex(1, context.traceId);
  writer.hex(2, context.spanId);
  writer.string(3, context.traceState?.serialize());
  if (parentId !== undefined && isValidSpanId(parentId)) writer.hex(4, parentId);
  writer.string(5, span.name);
  // The API counts its kinds from 0, OTLP from 1: 0 is none.
  writer.uint(6, span.kind + 1);
  writer.fixed64(7, nanoseconds(span.startTime));
  writer.fixed64(8, nanoseconds(span.endTime));
  writeAttributes(writer, 9, span.attributes);
  writer.uint(10, span.droppedAttributesCount ?? 0);
  for (const event of span.events) {
    writer.message(11, () => {
      writer.fixed64(1, isTime(event.time) ? nanoseconds(event.time) : UNKNOWN_TIME);
      writer.string(2, event.name);
      writeAttributes(writer, 3, event.attributes);
      writer.uint(4, event.droppedAttributesCount ?? 0);
    });
  }
  writer.uint(12, span.droppedEventsCount ?? 0);
  for (const link of span.links) {
    writer.message(13, () => {
      writer.hex(1, link.context.traceId);
      writer.hex(2, link.context.spanId);
      writer.string(3, link.context.traceState?.serialize());
      writeAttributes(writer, 4, link.attributes);
      writer.uint(5, link.droppedAttributesCount ?? 0);
      writer.fixed32(6, flagsOf(link.context, link.context.isRemote));
    });
  }
  writer.uint(14, span.droppedLinksCount ?? 0);
  writer.message(15, () => {
    writer.string(2, span.status.message);
    writer.uint(3, span.status.code);
  });
  writer.fixed32(16, flagsOf(context, span.parentSpanContext?.isRemote));
}

/** The content of a `Resource` message. */
export function writeResource(writer: ProtobufWriter, resource: ExportableResource): void {
  writeAttributes(writer, 1, resource.attributes);
}

/** The content of an `InstrumentationScope` message. */
export function writeScope(writer: ProtobufWriter, scope: ExportableScope | undefined): void {
  writer.string(1, scope?.name);
  writer.string(2, scope?.version);
}

// How OTLP says that it does not know.
const UNKNOWN_TIME = 0n;

const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Throws for what is no time. */
function nanoseconds([seconds, rest]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(rest));
}

function isTime(time: HrTime): boolean {
  return time.every(Number.isFinite);
}

function flagsOf(context: SpanContext, remoteParent: boolean | undefined): number {
  return (context.traceFlags & 0xff) | KNOWS_REMOTE | (remoteParent ? IS_REMOTE : 0);
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: ExportableAttributes | undefined): void {
  if (!attributes) return;
  for (const key of Object.keys(attributes)) {
    const value: unknown = attributes[key];
    if (value === undefined || value === null) continue;
    writer.message(field, () => writeKeyValue(writer, key, value));
  }
}

function writeKeyValue(writer: ProtobufWriter, key: string, value: unknown): void {
  writer.string(1, key);
  // OTLP has NaN and infinite numbers; whatever else JSON lacks is made JSON first.
  writer.message(2, () => writeAnyValue(writer, typeof value === 'number' ? value : jsonValue(value)));
}

/** The content of an `AnyValue` message; one without content is null. */
function writeAnyValue(writer: ProtobufWriter, value: unknown): void {
  if (typeof value === 'string') writer.presentString(1, value);
  else if (typeof value === 'boolean') writer.bool(2, value);
  else if (typeof value === 'number' && Number.isSafeInteger(value)) writer.int64(3, value);
  else if (typeof value === 'number') writer.double(4, value);
  else if (Array.isArray(value)) {
    writer.message(5, () => {
      for (const item of value) writer.message(1, () => writeAnyValue(writer, item));
    });
  } else if (typeof value === 'object' && value !== null) {
    writer.message(6, () => {
      for (const [key, item] of Object.entries(value)) writer.message(1, () => writeKeyValue(writer, key, item));
    });
  }
}
