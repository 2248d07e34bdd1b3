export { SchemaCompilationError, SchemaValidationError, ValidationError } from './errors.js';
export type { FromSchema } from './from-schema.js';
export type { Issue } from './issues.js';
export { jsonSchema, type StandardJsonSchema } from './json-schema.js';
export type { AjvInstance, Format, JsonSchema, SchemaError, SchemaOptions } from './options.js';
export { type ValidateParams, validate } from './validate.js';
