import type { StandardSchema } from '../../shared/standard-schema.js';

type SchemaTypes<TSchema> = TSchema extends StandardSchema ? NonNullable<TSchema['~standard']['types']> : never;

/** The types of a schema, and `never` of anything else. */
export type SchemaInput<TSchema> = SchemaTypes<TSchema>['input'];
export type SchemaOutput<TSchema> = SchemaTypes<TSchema>['output'];
