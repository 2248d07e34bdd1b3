import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { replaceCounted } from './hits.mjs';

const REQUIRE = /const (\w+) = require\(("ajv\/dist\/[^"]+")\)\.default/g;

/** Puts what Ajv generates for the schema of schemas in the place of src/validation/meta-schema.ts. */
export function metaSchema(hits) {
  const loaded = hits.expect('meta-schema: src/validation/meta-schema.ts');
  const required = hits.expect('meta-schema: require in the generated code');
  return {
    name: 'meta-schema',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]validation[\\/]meta-schema\.ts$/ }, () => {
        loaded();
        // The options that shape the code: those of src/validation/default-ajv.ts.
        const ajv = new Ajv({ allErrors: true, ownProperties: true, code: { source: true, esm: true } });
        const code = standaloneCode.default(ajv, { compiledMetaSchema: 'http://json-schema.org/draft-07/schema' });
        return {
          contents: replaceCounted(code, REQUIRE, 'import $1 from $2', required),
          resolveDir: import.meta.dirname,
        };
      });
    },
  };
}
