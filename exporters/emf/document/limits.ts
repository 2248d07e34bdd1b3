/** The limits of the Embedded Metric Format and of CloudWatch. Whoever breaks one loses the whole document, silently. */
export const MAX_METRICS_PER_DIRECTIVE = 100;
export const MAX_VALUES_PER_METRIC = 100;
export const MAX_DIMENSIONS = 30;
/** A log event is at most 1 MB, 26 bytes of which CloudWatch Logs counts for itself. */
export const MAX_EVENT_BYTES = 1_048_576 - 26;
/** Where log events are limited to 256 KB, as they were everywhere until 2025. */
export const MAX_PASSED_ON_BYTES = 262_144 - 26;
const MAX_NAMESPACE_LENGTH = 255;
export const MAX_METRIC_NAME_LENGTH = 255;
export const MAX_DIMENSION_NAME_LENGTH = 250;
export const MAX_DIMENSION_VALUE_LENGTH = 1024;
/** CloudWatch takes values between -2^360 and 2^360. */
const MAX_ABSOLUTE_VALUE = 2 ** 360;

const NAMESPACE = /^(?=.*\S)[a-zA-Z0-9 ._#/-][a-zA-Z0-9 ._#:/-]*$/;
const METRIC_NAME = /^(?=.*\S)[^:\p{Cc}][^\p{Cc}]*$/u;
// Printable ASCII, at least one of it not a space.
const DIMENSION_NAME = /^(?=.*[!-~])[ -9;-~][ -~]*$/;
const DIMENSION_VALUE = /^(?=.*[!-~])[ -~]+$/;

/** The member of a document that tells CloudWatch what is a metric; nothing else may have its name. */
export const RESERVED_MEMBER = '_aws';

export const NAMESPACE_RULE = `A namespace has at most ${MAX_NAMESPACE_LENGTH} letters, digits, spaces and . _ # / : -, without a colon in front.`;

export function isNamespace(text: string): boolean {
  return text.length <= MAX_NAMESPACE_LENGTH && NAMESPACE.test(text);
}

export function isMetricName(text: string): boolean {
  return text.length <= MAX_METRIC_NAME_LENGTH && text !== RESERVED_MEMBER && METRIC_NAME.test(text);
}

export function isDimensionName(text: string): boolean {
  return text.length <= MAX_DIMENSION_NAME_LENGTH && text !== RESERVED_MEMBER && DIMENSION_NAME.test(text);
}

export function isDimensionValue(text: string): boolean {
  return text.length <= MAX_DIMENSION_VALUE_LENGTH && DIMENSION_VALUE.test(text);
}

export function isMetricValue(value: number): boolean {
  return Math.abs(value) <= MAX_ABSOLUTE_VALUE;
}
