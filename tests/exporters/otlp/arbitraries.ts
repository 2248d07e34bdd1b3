import type { HrTime, SpanContext } from '@opentelemetry/api';
import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import type {
  ExportableAttributes,
  ExportableLogRecord,
  ExportableMetric,
  ExportableMetrics,
  ExportableResource,
  ExportableScope,
  ExportableSpan,
} from 'otel-powertools/exporters/otlp';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom('a', 'é', '語', '🙂'), fc.integer({ min: 0, max: 20_000 }))
    .map(([unit, n]) => unit.repeat(n)),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 127, 128, 2 ** 32, -1, -(2 ** 31), 2 ** 60),
);

const scalar = fc.oneof(text, number, fc.boolean());

export const attributes: fc.Arbitrary<ExportableAttributes> = fc.dictionary(
  fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '')),
  fc.oneof(scalar, fc.array(text, { maxLength: 5 }), fc.array(number, { maxLength: 40 }), fc.array(fc.boolean())),
  { maxKeys: 6, noNullPrototype: true },
);

/** What a log record may hold. */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.constant(null),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const time: fc.Arbitrary<HrTime> = fc.tuple(fc.nat({ max: 18_446_744_072 }), fc.nat({ max: 999_999_999 }));

const count = fc.oneof(fc.nat(), fc.nat({ max: Number.MAX_SAFE_INTEGER }));

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .filter((bytes) => bytes.some((byte) => byte > 0))
    .map((bytes) => Buffer.from(bytes).toString('hex'));

const spanContext: fc.Arbitrary<SpanContext> = fc
  .record({
    traceId: hex(16),
    spanId: hex(8),
    traceFlags: fc.nat({ max: 255 }),
    isRemote: fc.boolean(),
    state: fc.constantFrom('', 'a=1', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'),
  })
  .map(({ state, ...context }) => (state === '' ? context : { ...context, traceState: createTraceState(state) }));

const resource: fc.Arbitrary<ExportableResource> = fc.record(
  { attributes, schemaUrl: fc.webUrl() },
  { requiredKeys: ['attributes'] },
);

const scope: fc.Arbitrary<ExportableScope> = fc.record(
  { name: text, version: text, schemaUrl: fc.webUrl(), attributes, droppedAttributesCount: fc.nat() },
  { requiredKeys: ['name'] },
);

export const span: fc.Arbitrary<ExportableSpan> = fc
  .record({
    name: text,
    kind: fc.nat({ max: 4 }),
    context: spanContext,
    parent: fc.option(spanContext, { nil: undefined }),
    startTime: time,
    endTime: time,
    status: fc.record({ code: fc.nat({ max: 2 }), message: text }, { requiredKeys: ['code'] }),
    attributes,
    events: fc.array(fc.record({ name: text, time, attributes, droppedAttributesCount: fc.nat() }), { maxLength: 3 }),
    links: fc.array(fc.record({ context: spanContext, attributes, droppedAttributesCount: fc.nat() }), {
      maxLength: 3,
    }),
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: fc.nat(),
    droppedEventsCount: fc.nat(),
    droppedLinksCount: fc.nat(),
  })
  .map(({ context, parent, ...rest }) => ({ ...rest, spanContext: () => context, parentSpanContext: parent }));

export const logRecord: fc.Arbitrary<ExportableLogRecord> = fc.record(
  {
    hrTime: time,
    hrTimeObserved: time,
    spanContext,
    severityNumber: fc.nat({ max: 24 }),
    severityText: text,
    body: anyValue,
    eventName: text,
    attributes: fc.dictionary(text, anyValue, { maxKeys: 4, noNullPrototype: true }),
    droppedAttributesCount: fc.nat(),
    resource,
    instrumentationScope: scope,
  },
  {
    requiredKeys: [
      'hrTime',
      'hrTimeObserved',
      'attributes',
      'droppedAttributesCount',
      'resource',
      'instrumentationScope',
    ],
  },
);

const distribution = { count, sum: number, min: number, max: number };

const buckets = fc.record({ offset: fc.integer(), bucketCounts: fc.array(count, { maxLength: 200 }) });

const points = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.record({ startTime: time, endTime: time, attributes, value }), { maxLength: 3 });

const shared = {
  descriptor: fc.record({ name: text, description: text, unit: text, valueType: fc.constantFrom(0, 1) }),
  aggregationTemporality: fc.constantFrom(0, 1),
};

export const metric: fc.Arbitrary<ExportableMetric> = fc.oneof(
  fc.record({ ...shared, dataPointType: fc.constant(2), dataPoints: points(number) }),
  fc.record({ ...shared, dataPointType: fc.constant(3), isMonotonic: fc.boolean(), dataPoints: points(number) }),
  fc.record({
    ...shared,
    dataPointType: fc.constant(0),
    dataPoints: points(
      fc.record(
        {
          ...distribution,
          buckets: fc.record({ boundaries: fc.array(number), counts: fc.array(count, { maxLength: 200 }) }),
        },
        { requiredKeys: ['count', 'buckets'] },
      ),
    ),
  }),
  fc.record({
    ...shared,
    dataPointType: fc.constant(1),
    dataPoints: points(
      fc.record(
        {
          ...distribution,
          scale: fc.integer({ min: -10, max: 20 }),
          zeroCount: count,
          positive: buckets,
          negative: buckets,
        },
        { requiredKeys: ['count', 'scale', 'zeroCount', 'positive', 'negative'] },
      ),
    ),
  }),
);

export const metrics: fc.Arbitrary<ExportableMetrics> = fc.record({
  resource,
  scopeMetrics: fc.array(fc.record({ scope, metrics: fc.array(metric, { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
