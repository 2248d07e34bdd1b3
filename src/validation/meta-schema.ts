import type { AnyValidateFunction } from 'ajv/dist/core.js';

/**
 * The validator of the schema of schemas. Undefined here, where Ajv compiles it when it is needed; the build puts the
 * code that Ajv generates in the place of this file, because generating it takes longer (10 ms) than all the rest.
 */
export const compiledMetaSchema: AnyValidateFunction | undefined = undefined;
