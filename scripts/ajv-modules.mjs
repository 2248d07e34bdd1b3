import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Compiles Ajv from the TypeScript sources that it ships instead of from its CommonJS build, which cannot be tree-shaken
 * and is a fifth larger. What in them is written for CommonJS only is put in the terms of ES modules.
 */
export const ajvModules = {
  name: 'ajv-modules',
  setup(build) {
    const sources = fileURLToPath(import.meta.resolve('ajv')).replace(/dist[\\/]ajv\.js$/, 'lib/');

    build.onResolve({ filter: /^ajv(\/dist\/.+)?$/ }, ({ path }) => ({
      path: `${sources}${path.slice('ajv/dist/'.length) || 'ajv'}.ts`,
      sideEffects: false,
    }));

    build.onLoad({ filter: /[\\/]node_modules[\\/]ajv[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/^(module\.exports|Object\.defineProperty\(exports,).*$/gm, '')
        // `import * as` of JSON and of CommonJS functions: there the namespace is what is exported.
        .replace(/^import \* as (\w+) from ("[^."][^"]*"|"[^"]+\.json")$/gm, 'import $1 from $2'),
      loader: 'ts',
    }));
  },
};
