import type { SpanLimits } from '@opentelemetry/sdk-trace-base';
import { type Environment, readNumber } from '../../settings/read.js';
import type { VariableOf } from '../../settings/variables.js';

// The default of every limit on a count in the specification.
const DEFAULT_COUNT = 128;

/**
 * How much a span may hold, by the variables of the specification, and by the names that the SDK for JavaScript has for
 * two. All of it is given to the SDK's provider, which then has nothing to read itself.
 */
export function readSpanLimits(env: Environment = process.env): Required<SpanLimits> {
  const count = (...names: readonly VariableOf<'number'>[]): number => readNumber(env, names) ?? DEFAULT_COUNT;
  return {
    attributeValueLengthLimit:
      readNumber(env, ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT']) ??
      Number.POSITIVE_INFINITY,
    attributeCountLimit: count('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    linkCountLimit: count('OTEL_SPAN_LINK_COUNT_LIMIT'),
    eventCountLimit: count('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    attributePerEventCountLimit: count('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'),
    attributePerLinkCountLimit: count('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT'),
  };
}
