import { quietActiveSpan } from '../invocation/span/quiet-span.js';
import { SchemaValidationError } from './errors.js';
import { namesIn, safePath } from './issues.js';
import type { JsonSchema, SchemaError, SchemaOptions } from './options.js';

/** Which data was validated: what the handler is given, or what it returns. */
export type Direction = 'inbound' | 'outbound' | undefined;

// A payload with thousands of wrong items is still one event of readable size.
const REPORTED = 16;
const IN_MESSAGE = 3;

/**
 * Puts the failure on the active span as an event, and gives the error to throw. Both tell where and which rule, and
 * never the value that broke it.
 */
export function reportFailure(
  errors: readonly SchemaError[],
  data: unknown,
  schema: JsonSchema,
  { externalRefs, direction }: SchemaOptions & { readonly direction?: Direction },
): SchemaValidationError {
  const names = namesIn([schema, externalRefs]);
  const reported = errors.slice(0, REPORTED).map((error) => ({ ...error, path: safePath(error, data, names) }));
  quietActiveSpan()?.addEvent('validation.failed', {
    ...(direction && { 'validation.direction': direction }),
    'validation.error_count': errors.length,
    'validation.paths': reported.map(({ path }) => path),
    'validation.keywords': reported.map(({ keyword }) => keyword),
  });
  const told = reported.slice(0, IN_MESSAGE).map(({ path, keyword, message }) => `${path} ${message ?? keyword}`);
  const more = errors.length > told.length ? [`and ${errors.length - told.length} more`] : [];
  return new SchemaValidationError(`${subject(direction)}: ${[...told, ...more].join('; ')}`, { cause: errors });
}

/** The same for data that has nothing where the envelope looks. */
export function reportEnvelopeFailure(cause: Error, direction?: Direction): SchemaValidationError {
  quietActiveSpan()?.addEvent('validation.failed', {
    ...(direction && { 'validation.direction': direction }),
    'validation.error_count': 1,
    'validation.keywords': ['envelope'],
  });
  return new SchemaValidationError(`${subject(direction)}: the envelope does not fit: ${cause.message}`, { cause });
}

function subject(direction: Direction): string {
  if (direction === 'inbound') return 'Inbound schema validation failed';
  return direction === 'outbound' ? 'Outbound schema validation failed' : 'Schema validation failed';
}
