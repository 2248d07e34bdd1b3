import { compileSchema } from './compile.js';
import type { FromSchema } from './from-schema.js';
import { type Issue, toIssues } from './issues.js';
import type { JsonSchema, SchemaOptions } from './options.js';
import { reportFailure } from './report.js';

/** A schema object of <https://standardschema.dev>, version 1. */
export interface StandardJsonSchema<T> {
  /** What the standard asks for: its version, this package, and the function that validates. */
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'otel-powertools';
    readonly validate: (value: unknown) => { readonly value: T } | { readonly issues: readonly Issue[] };
    readonly types?: { readonly input: T; readonly output: T };
  };
}

/**
 * A JSON Schema as a Standard Schema, which the `Router` of `otel-powertools/event-handler` and other libraries take.
 * The type of the data follows from the schema where it is written as a literal. A failure is an event
 * `validation.failed` on the active span.
 *
 * @throws {SchemaCompilationError} at once, when the schema, a format or a reference is wrong.
 * @example
 * ```ts
 * app.post('/orders', createOrder, { validation: { req: { body: jsonSchema(orderSchema) } } });
 * ```
 */
export function jsonSchema<T = never, const S extends JsonSchema = JsonSchema>(
  schema: S,
  options: SchemaOptions = {},
): StandardJsonSchema<[T] extends [never] ? FromSchema<S> : T> {
  type Value = [T] extends [never] ? FromSchema<S> : T;
  const isValid = compileSchema(schema, options);
  return {
    '~standard': {
      version: 1,
      vendor: 'otel-powertools',
      validate: (value) => {
        // Ajv has just said that the value is what the schema says.
        if (isValid(value)) return { value: value as Value };
        const errors = isValid.errors ?? [];
        reportFailure(errors, value, schema, options);
        return { issues: toIssues(errors, value) };
      },
    },
  };
}
