import { writeAttributes } from './any-value.js';
import {
  DataPointType,
  type ExportableBuckets,
  type ExportableDataPoint,
  type ExportableExponentialHistogram,
  type ExportableHistogram,
  type ExportableMetric,
} from './exportable-metrics.js';
import type { MessageWriter } from './message-writer.js';

// Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.

const INT = 0;

/** The content of a `Metric` message. Throws for data that no kind of metric has. */
export function writeMetric(writer: MessageWriter, metric: ExportableMetric): void {
  const { descriptor, dataPoints } = metric;
  writer.string(1, 'name', descriptor.name);
  writer.string(2, 'description', descriptor.description);
  writer.string(3, 'unit', descriptor.unit);
  const kind = KINDS[metric.dataPointType];
  if (!kind) throw new TypeError(`The metric "${descriptor.name}" is of no kind that OTLP has.`);
  const start = writer.begin(kind.field, kind.name);
  writer.beginList('dataPoints');
  for (const point of dataPoints) {
    const pointStart = writer.begin(1);
    writer.time(2, 'startTimeUnixNano', point.startTime);
    writer.time(3, 'timeUnixNano', point.endTime);
    writeAttributes(writer, kind.attributesField, point.attributes);
    kind.writeValue(writer, point.value, metric);
    writer.end(pointStart);
  }
  writer.endList();
  // The SDK counts its temporalities from 0, OTLP from 1: 0 is none.
  if (kind !== GAUGE) writer.uint(2, 'aggregationTemporality', metric.aggregationTemporality + 1);
  if (kind === SUM && metric.isMonotonic) writer.bool(3, 'isMonotonic', true);
  writer.end(start);
}

interface Kind {
  readonly field: number;
  readonly name: string;
  readonly attributesField: number;
  readonly writeValue: (writer: MessageWriter, value: ExportableDataPoint['value'], metric: ExportableMetric) => void;
}

const GAUGE: Kind = { field: 5, name: 'gauge', attributesField: 7, writeValue: writeNumber };
const SUM: Kind = { field: 7, name: 'sum', attributesField: 7, writeValue: writeNumber };
const HISTOGRAM: Kind = { field: 9, name: 'histogram', attributesField: 9, writeValue: writeHistogram };
const EXPONENTIAL_HISTOGRAM: Kind = {
  field: 10,
  name: 'exponentialHistogram',
  attributesField: 1,
  writeValue: writeExponentialHistogram,
};

const KINDS: Readonly<Record<number, Kind>> = {
  [DataPointType.GAUGE]: GAUGE,
  [DataPointType.SUM]: SUM,
  [DataPointType.HISTOGRAM]: HISTOGRAM,
  [DataPointType.EXPONENTIAL_HISTOGRAM]: EXPONENTIAL_HISTOGRAM,
};

function writeNumber(
  writer: MessageWriter,
  value: ExportableDataPoint['value'],
  { descriptor }: ExportableMetric,
): void {
  if (typeof value !== 'number') throw wrongValue(descriptor.name);
  if (descriptor.valueType === INT && Number.isSafeInteger(value)) writer.sfixed64(6, 'asInt', value);
  else writer.double(4, 'asDouble', value);
}

function writeHistogram(
  writer: MessageWriter,
  value: ExportableDataPoint['value'],
  { descriptor }: ExportableMetric,
): void {
  if (typeof value !== 'object' || !('buckets' in value)) throw wrongValue(descriptor.name);
  const { count, sum, min, max, buckets }: ExportableHistogram = value;
  writer.count(4, 'count', count);
  if (sum !== undefined) writer.double(5, 'sum', sum);
  writer.counts(6, 'bucketCounts', buckets.counts);
  writer.doubles(7, 'explicitBounds', buckets.boundaries);
  if (min !== undefined) writer.double(11, 'min', min);
  if (max !== undefined) writer.double(12, 'max', max);
}

function writeExponentialHistogram(
  writer: MessageWriter,
  value: ExportableDataPoint['value'],
  { descriptor }: ExportableMetric,
): void {
  if (typeof value !== 'object' || !('scale' in value)) throw wrongValue(descriptor.name);
  const { count, sum, min, max, scale, zeroCount, positive, negative }: ExportableExponentialHistogram = value;
  writer.count(4, 'count', count);
  if (sum !== undefined) writer.double(5, 'sum', sum);
  writer.sint(6, 'scale', scale);
  writer.count(7, 'zeroCount', zeroCount);
  writeBuckets(writer, 8, 'positive', positive);
  writeBuckets(writer, 9, 'negative', negative);
  if (min !== undefined) writer.double(12, 'min', min);
  if (max !== undefined) writer.double(13, 'max', max);
}

function writeBuckets(
  writer: MessageWriter,
  field: number,
  name: string,
  { offset, bucketCounts }: ExportableBuckets,
): void {
  const start = writer.begin(field, name);
  writer.sint(1, 'offset', offset);
  writer.uint64s(2, 'bucketCounts', bucketCounts);
  writer.end(start);
}

function wrongValue(name: string): TypeError {
  return new TypeError(`The metric "${name}" has a value of another kind of metric.`);
}
