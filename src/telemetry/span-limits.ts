import type { SpanLimits } from '@opentelemetry/sdk-trace-base';

type Environment = Readonly<Record<string, string | undefined>>;

// The default of every limit on a count in the specification.
const DEFAULT_COUNT = 128;

/** The first of the variables that holds a number. */
const numberOf = (env: Environment, ...names: readonly string[]): number | undefined =>
  names.map((name) => Number(env[name]?.trim() || Number.NaN)).find((value) => value >= 0);

/**
 * How much a span may hold, by the variables of the specification, and by the names that the SDK for JavaScript has for two. All of it is given to the SDK's provider, which then
 * has nothing to read itself.
 */
export const readSpanLimits = (env: Environment = process.env): Required<SpanLimits> => ({
  attributeValueLengthLimit:
    numberOf(env, 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT') ??
    Number.POSITIVE_INFINITY,
  attributeCountLimit: numberOf(env, 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT') ?? DEFAULT_COUNT,
  linkCountLimit: numberOf(env, 'OTEL_SPAN_LINK_COUNT_LIMIT') ?? DEFAULT_COUNT,
  eventCountLimit: numberOf(env, 'OTEL_SPAN_EVENT_COUNT_LIMIT') ?? DEFAULT_COUNT,
  attributePerEventCountLimit:
    numberOf(env, 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT') ?? DEFAULT_COUNT,
  attributePerLinkCountLimit:
    numberOf(env, 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT') ?? DEFAULT_COUNT,
});
