/**
 * The part of the Standard Schema interface, version 1, that is needed to validate: https://standardschema.dev.
 * Zod, Valibot, ArkType and `jsonSchema()` of `otel-powertools/validation` implement it.
 */
export interface StandardSchema<TInput = unknown, TOutput = TInput> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardSchemaResult<TOutput> | Promise<StandardSchemaResult<TOutput>>;
    readonly types?: { readonly input: TInput; readonly output: TOutput } | undefined;
  };
}

export type StandardSchemaResult<TOutput> =
  | { readonly value: TOutput; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

type SchemaTypes<TSchema> = TSchema extends StandardSchema ? NonNullable<TSchema['~standard']['types']> : never;

export type SchemaInput<TSchema> = SchemaTypes<TSchema>['input'];
export type SchemaOutput<TSchema> = SchemaTypes<TSchema>['output'];
