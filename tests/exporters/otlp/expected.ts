import type { HrTime, SpanContext } from '@opentelemetry/api';
import type {
  ExportableLogRecord,
  ExportableMetric,
  ExportableResource,
  ExportableScope,
  ExportableSpan,
} from 'otel-powertools/exporters/otlp';
import { attributesOf, type Decoded, fieldOf, hexOf, listOf, plainValue } from './decoder.js';

// Both sides in one form: what was given, and what a decoder has read.

const nanos = ([seconds, rest]: HrTime): string => String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));

const flags = ({ traceFlags }: SpanContext, isRemote = false): number => traceFlags | 0x100 | (isRemote ? 0x200 : 0);

const number = (message: unknown, name: string): number => Number(fieldOf(message, name) ?? 0);

const words = (message: unknown, name: string): unknown => fieldOf(message, name) ?? '';

export const givenResource = ({ attributes, schemaUrl = '' }: ExportableResource) => ({ attributes, schemaUrl });

export const readResource = (entry: Decoded) => ({
  attributes: attributesOf(fieldOf(entry, 'resource')),
  schemaUrl: words(entry, 'schemaUrl'),
});

export const givenScope = (scope: ExportableScope) => ({
  name: scope.name,
  version: scope.version ?? '',
  schemaUrl: scope.schemaUrl ?? '',
  attributes: scope.attributes ?? {},
  dropped: scope.droppedAttributesCount ?? 0,
});

export const readScope = (entry: Decoded) => {
  const scope = fieldOf(entry, 'scope');
  return {
    name: words(scope, 'name'),
    version: words(scope, 'version'),
    schemaUrl: words(entry, 'schemaUrl'),
    attributes: attributesOf(scope),
    dropped: number(scope, 'droppedAttributesCount'),
  };
};

export const givenSpan = (span: ExportableSpan) => {
  const context = span.spanContext();
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceState: context.traceState?.serialize() ?? '',
    parentSpanId: span.parentSpanContext?.spanId,
    flags: flags(context, span.parentSpanContext?.isRemote),
    name: span.name,
    kind: span.kind + 1,
    start: nanos(span.startTime),
    end: nanos(span.endTime),
    attributes: span.attributes,
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    events: span.events.map(({ name, time, attributes, droppedAttributesCount }) => ({
      name,
      time: nanos(time),
      attributes,
      dropped: droppedAttributesCount,
    })),
    links: span.links.map(({ context: linked, attributes, droppedAttributesCount }) => ({
      traceId: linked.traceId,
      spanId: linked.spanId,
      traceState: linked.traceState?.serialize() ?? '',
      attributes,
      dropped: droppedAttributesCount,
      flags: flags(linked, linked.isRemote),
    })),
    status: [span.status.code, span.status.message ?? ''],
  };
};

export const readSpan = (span: Decoded) => ({
  traceId: hexOf(span, 'traceId'),
  spanId: hexOf(span, 'spanId'),
  traceState: words(span, 'traceState'),
  parentSpanId: hexOf(span, 'parentSpanId'),
  flags: number(span, 'flags'),
  name: words(span, 'name'),
  kind: number(span, 'kind'),
  start: fieldOf(span, 'startTimeUnixNano'),
  end: fieldOf(span, 'endTimeUnixNano'),
  attributes: attributesOf(span),
  dropped: ['droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount'].map((name) => number(span, name)),
  events: listOf(span, 'events').map((event) => ({
    name: words(event, 'name'),
    time: fieldOf(event, 'timeUnixNano'),
    attributes: attributesOf(event),
    dropped: number(event, 'droppedAttributesCount'),
  })),
  links: listOf(span, 'links').map((link) => ({
    traceId: hexOf(link, 'traceId'),
    spanId: hexOf(link, 'spanId'),
    traceState: words(link, 'traceState'),
    attributes: attributesOf(link),
    dropped: number(link, 'droppedAttributesCount'),
    flags: number(link, 'flags'),
  })),
  status: [number(fieldOf(span, 'status'), 'code'), words(fieldOf(span, 'status'), 'message')],
});

export const givenLogRecord = (record: ExportableLogRecord) => ({
  time: nanos(record.hrTime),
  observed: nanos(record.hrTimeObserved),
  severity: [record.severityNumber ?? 0, record.severityText ?? ''],
  hasBody: record.body !== undefined,
  body: record.body ?? null,
  eventName: record.eventName ?? '',
  attributes: record.attributes,
  dropped: record.droppedAttributesCount,
  traceId: record.spanContext?.traceId,
  spanId: record.spanContext?.spanId,
  flags: record.spanContext?.traceFlags ?? 0,
});

export const readLogRecord = (record: Decoded) => ({
  time: fieldOf(record, 'timeUnixNano'),
  observed: fieldOf(record, 'observedTimeUnixNano'),
  severity: [number(record, 'severityNumber'), words(record, 'severityText')],
  hasBody: fieldOf(record, 'body') !== undefined,
  body: plainValue(fieldOf(record, 'body')),
  eventName: words(record, 'eventName'),
  attributes: attributesOf(record),
  dropped: number(record, 'droppedAttributesCount'),
  traceId: hexOf(record, 'traceId'),
  spanId: hexOf(record, 'spanId'),
  flags: number(record, 'flags'),
});

const KINDS = ['histogram', 'exponentialHistogram', 'gauge', 'sum'];

export const givenMetric = (metric: ExportableMetric) => {
  const kind = KINDS[metric.dataPointType];
  return {
    name: metric.descriptor.name,
    description: metric.descriptor.description,
    unit: metric.descriptor.unit,
    kind,
    temporality: kind === 'gauge' ? 0 : metric.aggregationTemporality + 1,
    isMonotonic: metric.isMonotonic ?? false,
    points: metric.dataPoints.map(({ startTime, endTime, attributes, value }) => ({
      start: nanos(startTime),
      end: nanos(endTime),
      attributes,
      value: givenValue(value, metric.descriptor.valueType),
    })),
  };
};

const givenValue = (value: ExportableMetric['dataPoints'][number]['value'], valueType: number | undefined) => {
  // An integer has no negative zero.
  if (typeof value === 'number') return valueType === 0 && value === 0 ? 0 : value;
  if ('buckets' in value) return value;
  const { positive, negative, ...rest } = value;
  return { ...rest, positive: { ...positive }, negative: { ...negative } };
};

const counts = (message: unknown, name: string): number[] => {
  const list = fieldOf(message, name);
  return Array.isArray(list) ? list.map(Number) : [];
};

const readValue = (kind: string, point: Decoded): unknown => {
  if (kind === 'gauge' || kind === 'sum') return Number(fieldOf(point, 'asInt') ?? fieldOf(point, 'asDouble'));
  const statistics = Object.fromEntries(
    ['sum', 'min', 'max'].flatMap((name) => {
      const value = fieldOf(point, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const count = number(point, 'count');
  if (kind === 'histogram') {
    const boundaries = fieldOf(point, 'explicitBounds') ?? [];
    return { count, ...statistics, buckets: { boundaries, counts: counts(point, 'bucketCounts') } };
  }
  const buckets = (name: string) => {
    const read = fieldOf(point, name);
    return { offset: number(read, 'offset'), bucketCounts: counts(read, 'bucketCounts') };
  };
  return {
    count,
    ...statistics,
    scale: number(point, 'scale'),
    zeroCount: number(point, 'zeroCount'),
    positive: buckets('positive'),
    negative: buckets('negative'),
  };
};

export const readMetric = (metric: Decoded) => {
  const kind = KINDS.find((name) => fieldOf(metric, name) !== undefined) ?? '';
  const data = fieldOf(metric, kind);
  return {
    name: words(metric, 'name'),
    description: words(metric, 'description'),
    unit: words(metric, 'unit'),
    kind,
    temporality: number(data, 'aggregationTemporality'),
    isMonotonic: fieldOf(data, 'isMonotonic') ?? false,
    points: listOf(data, 'dataPoints').map((point) => ({
      start: fieldOf(point, 'startTimeUnixNano'),
      end: fieldOf(point, 'timeUnixNano'),
      attributes: attributesOf(point),
      value: readValue(kind, point),
    })),
  };
};
