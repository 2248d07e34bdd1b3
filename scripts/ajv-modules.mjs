import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { replaceCounted } from './hits.mjs';

const COMMONJS_EXPORTS = /^(module\.exports|Object\.defineProperty\(exports,).*$/gm;
/** `import * as` of JSON and of CommonJS functions: there the namespace is what is exported. */
const IMPORT_OF_NAMESPACE = /^import \* as (\w+) from ("[^."][^"]*"|"[^"]+\.json")$/gm;

/**
 * Compiles Ajv from the TypeScript sources that it ships instead of from its CommonJS build, which cannot be tree-shaken
 * and is a fifth larger. What in them is written for CommonJS only is put in the terms of ES modules.
 */
export function ajvModules(hits) {
  const resolved = hits.expect('ajv-modules: import of ajv');
  const exported = hits.expect('ajv-modules: exports of CommonJS');
  const imported = hits.expect('ajv-modules: import of a namespace');
  return {
    name: 'ajv-modules',
    setup(build) {
      const sources = fileURLToPath(import.meta.resolve('ajv')).replace(/dist[\\/]ajv\.js$/, 'lib/');

      build.onResolve({ filter: /^ajv(\/dist\/.+)?$/ }, ({ path }) => {
        resolved();
        return { path: `${sources}${path.slice('ajv/dist/'.length) || 'ajv'}.ts`, sideEffects: false };
      });

      build.onLoad({ filter: /[\\/]node_modules[\\/]ajv[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const exporting = replaceCounted(source, COMMONJS_EXPORTS, '', exported);
        return {
          contents: replaceCounted(exporting, IMPORT_OF_NAMESPACE, 'import $1 from $2', imported),
          loader: 'ts',
        };
      });
    },
  };
}
