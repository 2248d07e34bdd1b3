import path from 'node:path';
import { build } from 'esbuild';
import { root, sourceOf, subpaths } from '../../../scripts/entries.mjs';
import { sdkDiet } from '../../../scripts/sdk-diet.mjs';
import { functionsFolder } from './runtime.js';

/** Bundles a function of these tests, as a user does, with the source of this package, into a folder. */
export const bundleInto = async (folder: string, name: string): Promise<void> => {
  await build({
    entryPoints: [path.join(functionsFolder, `${name}.ts`)],
    outfile: path.join(folder, `${name}.mjs`),
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [sdkDiet()],
    // An alias stands for all that is below it too: the longest go first.
    alias: Object.fromEntries(
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'warning',
  });
};
