import type { SpanContext } from '@opentelemetry/api';
import type { ExportableEvent, ExportableLink, ExportableSpan } from '../../exportable-span.js';
import { writeAttributes } from './any-value.js';
import type { MessageWriter } from './message-writer.js';
import { isTime, UNKNOWN_TIME } from './time.js';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto and its neighbours.

const NO_SPAN_ID = '0000000000000000';

const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** The content of a `Span` message. Throws for a span without times. */
export function writeSpan(writer: MessageWriter, span: ExportableSpan): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  const parentId = parent?.spanId ?? span.parentSpanId;
  writer.id(1, 'traceId', context.traceId);
  writer.id(2, 'spanId', context.spanId);
  writer.string(3, 'traceState', context.traceState?.serialize());
  if (parentId !== NO_SPAN_ID) writer.id(4, 'parentSpanId', parentId);
  writer.string(5, 'name', span.name);
  // The API counts its kinds from 0, OTLP from 1: 0 is none.
  writer.uint(6, 'kind', span.kind + 1);
  writer.time(7, 'startTimeUnixNano', span.startTime);
  writer.time(8, 'endTimeUnixNano', span.endTime);
  writeAttributes(writer, 9, span.attributes);
  writer.uint(10, 'droppedAttributesCount', span.droppedAttributesCount ?? 0);
  if (span.events.length > 0) {
    writer.beginList('events');
    for (const event of span.events) writeEvent(writer, event);
    writer.endList();
  }
  writer.uint(12, 'droppedEventsCount', span.droppedEventsCount ?? 0);
  if (span.links.length > 0) {
    writer.beginList('links');
    for (const link of span.links) writeLink(writer, link);
    writer.endList();
  }
  writer.uint(14, 'droppedLinksCount', span.droppedLinksCount ?? 0);
  const { code, message } = span.status;
  if (code !== 0 || message) {
    const start = writer.begin(15, 'status');
    writer.string(2, 'message', message);
    writer.uint(3, 'code', code);
    writer.end(start);
  }
  writer.fixed32(16, 'flags', flagsOf(context, parent?.isRemote));
}

function writeEvent(writer: MessageWriter, event: ExportableEvent): void {
  const start = writer.begin(11);
  writer.time(1, 'timeUnixNano', isTime(event.time) ? event.time : UNKNOWN_TIME);
  writer.string(2, 'name', event.name);
  writeAttributes(writer, 3, event.attributes);
  writer.uint(4, 'droppedAttributesCount', event.droppedAttributesCount ?? 0);
  writer.end(start);
}

function writeLink(writer: MessageWriter, { context, attributes, droppedAttributesCount }: ExportableLink): void {
  const start = writer.begin(13);
  writer.id(1, 'traceId', context.traceId);
  writer.id(2, 'spanId', context.spanId);
  writer.string(3, 'traceState', context.traceState?.serialize());
  writeAttributes(writer, 4, attributes);
  writer.uint(5, 'droppedAttributesCount', droppedAttributesCount ?? 0);
  writer.fixed32(6, 'flags', flagsOf(context, context.isRemote));
  writer.end(start);
}

function flagsOf({ traceFlags }: SpanContext, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | KNOWS_REMOTE | (isRemote ? IS_REMOTE : 0);
}
