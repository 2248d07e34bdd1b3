import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Puts what Ajv generates for the schema of schemas in the place of src/validation/meta-schema.ts. */
export const metaSchema = {
  name: 'meta-schema',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]validation[\\/]meta-schema\.ts$/ }, () => {
      // The options that shape the code: those of src/validation/default-ajv.ts.
      const ajv = new Ajv({ allErrors: true, ownProperties: true, code: { source: true, esm: true } });
      const code = standaloneCode.default(ajv, { compiledMetaSchema: 'http://json-schema.org/draft-07/schema' });
      return {
        contents: code.replace(/const (\w+) = require\(("ajv\/dist\/[^"]+")\)\.default/g, 'import $1 from $2'),
        resolveDir: import.meta.dirname,
      };
    });
  },
};
