import { diag } from '@opentelemetry/api';
import { Ajv, type Options } from 'ajv';
import { compiledMetaSchema } from './meta-schema.js';
import type { AjvInstance } from './options.js';

const META_SCHEMA = 'http://json-schema.org/draft-07/schema';

const AJV_OPTIONS: Options = {
  allErrors: true,
  // A property that is required must be there: every object inherits a `constructor`.
  ownProperties: true,
  logger: {
    log: (...args) => diag.debug('otel-powertools: Ajv:', ...args),
    warn: (...args) => diag.warn('otel-powertools: Ajv:', ...args),
    error: (...args) => diag.error('otel-powertools: Ajv:', ...args),
  },
};

let validateMetaSchema = compiledMetaSchema;

/** A new instance for each schema, so that two schemas may have the same `$id`; all check schemas with one validator. */
export function createAjv(): AjvInstance {
  const ajv = new Ajv(AJV_OPTIONS);
  validateMetaSchema ??= ajv.getSchema(META_SCHEMA);
  const metaSchema = ajv.schemas[META_SCHEMA];
  if (metaSchema && validateMetaSchema) metaSchema.validate = validateMetaSchema;
  return ajv;
}
