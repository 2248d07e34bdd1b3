import type { ExportableAttributes, ExportableSpan } from '../../exportable-span.js';
import { jsonValue, setOwn } from '../document/json-value.js';
import { cutLargest, type Value } from '../pack/water-level.js';

const FLOOR = 256;
const MAX_LIST = 50;

// A list or an object longer than this as JSON is cut as text.
const MAX_LIST_TEXT = 256;

type Step = (span: ExportableSpan, excess: number) => ExportableSpan;

/**
 * A copy of a span that is alone larger than `room` bytes: its largest values are cut first; then events, links and
 * attributes are left out, and counted where OTLP counts what was dropped. What identifies the span, its times, kind
 * and status stay whatever happens.
 */
export function cutSpan(span: ExportableSpan, room: number, sizeOf: (span: ExportableSpan) => number): ExportableSpan {
  let smaller = span;
  for (const step of STEPS) {
    const excess = sizeOf(smaller) - room;
    if (excess <= 0) break;
    smaller = step(smaller, excess);
  }
  return smaller;
}

/** The attributes of a resource in at most about `room` bytes. */
export function cutAttributes(attributes: ExportableAttributes, room: number): ExportableAttributes {
  const copy = textual(attributes);
  const excess = attributeBytes(copy) - room;
  if (excess > 0) cutLargest(valuesOf(copy), excess, FLOOR, utf8Bytes);
  return withoutLargest(copy, attributeBytes(copy) - room);
}

const cutValues: Step = (span, excess) => {
  const status = { ...span.status };
  const names = { name: span.name };
  const attributes = textual(span.attributes);
  const events = span.events.map((event) => ({ ...event, attributes: textual(event.attributes) }));
  const links = span.links.map((link) => ({ ...link, attributes: textual(link.attributes) }));
  const values = [attributes, ...[...events, ...links].map((item) => item.attributes)].flatMap(valuesOf);
  values.push(
    { value: names.name, replace: (text) => Object.assign(names, { name: text }) },
    { value: status.message ?? '', replace: (text) => Object.assign(status, { message: text }) },
  );
  cutLargest(values, excess, FLOOR, utf8Bytes);
  return { ...copyOf(span), ...names, status, attributes, events, links };
};

const trimLists: Step = (span) => ({
  ...copyOf(span),
  events: span.events.slice(0, MAX_LIST),
  links: span.links.slice(0, MAX_LIST),
  droppedEventsCount: (span.droppedEventsCount ?? 0) + Math.max(0, span.events.length - MAX_LIST),
  droppedLinksCount: (span.droppedLinksCount ?? 0) + Math.max(0, span.links.length - MAX_LIST),
});

const dropAttributes: Step = (span, excess) => {
  const attributes = withoutLargest(span.attributes, excess);
  const dropped = Object.keys(span.attributes).length - Object.keys(attributes).length;
  return { ...copyOf(span), attributes, droppedAttributesCount: (span.droppedAttributesCount ?? 0) + dropped };
};

const dropLists: Step = (span) => ({
  ...copyOf(span),
  events: [],
  links: [],
  droppedEventsCount: (span.droppedEventsCount ?? 0) + span.events.length,
  droppedLinksCount: (span.droppedLinksCount ?? 0) + span.links.length,
});

const dropTraceState: Step = (span) => {
  const { traceState: _dropped, ...context } = span.spanContext();
  return { ...copyOf(span), spanContext: () => context };
};

const STEPS: readonly Step[] = [cutValues, trimLists, dropAttributes, dropLists, dropTraceState];

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** A span of the SDK is a class: its methods and getters do not survive a spread. */
function copyOf(span: ExportableSpan): ExportableSpan {
  const context = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    parentSpanContext: span.parentSpanContext,
    parentSpanId: span.parentSpanId,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    links: span.links,
    events: span.events,
    resource: span.resource,
    droppedAttributesCount: span.droppedAttributesCount ?? 0,
    droppedEventsCount: span.droppedEventsCount ?? 0,
    droppedLinksCount: span.droppedLinksCount ?? 0,
  };
}

/** A copy in which long lists are JSON text, which can be cut. */
function textual(attributes: ExportableAttributes = {}): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(jsonValue(value)) : '';
    setOwn(copy, key, text.length > MAX_LIST_TEXT ? text : value);
  }
  return copy;
}

function valuesOf(attributes: Record<string, unknown>): Value[] {
  return Object.entries(attributes)
    .filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => ({ value, replace: (text) => setOwn(attributes, key, text) }));
}

function withoutLargest(attributes: ExportableAttributes, excess: number): ExportableAttributes {
  const largestFirst = Object.entries(attributes)
    .map(([key, value]) => ({ key, bytes: entryBytes(key, value) }))
    .sort((a, b) => b.bytes - a.bytes);
  const dropped = new Set<string>();
  let freed = 0;
  for (const { key, bytes } of largestFirst) {
    if (freed >= excess) break;
    freed += bytes;
    dropped.add(key);
  }
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !dropped.has(key)));
}

function attributeBytes(attributes: ExportableAttributes): number {
  return Object.entries(attributes).reduce((sum, [key, value]) => sum + entryBytes(key, value), 0);
}

/** An estimate from below but for numbers, which are few bytes anyway: protobuf adds some bytes of framing. */
function entryBytes(key: string, value: unknown): number {
  return (
    utf8Bytes(key) + (typeof value === 'string' ? utf8Bytes(value) : JSON.stringify(jsonValue(value) ?? null).length)
  );
}
