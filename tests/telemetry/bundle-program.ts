import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';
import { sdkDiet } from '../../scripts/sdk-diet.mjs';

/** Bundles a program of `programs/` as an ES module into `folder`, as for a deployment. What is `external` is not in it. */
export const bundleProgram = async (
  folder: string,
  program: string,
  external: readonly string[] = [],
): Promise<string> => {
  const outfile = join(folder, `${program}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [...external],
    plugins: [sdkDiet()],
    alias: Object.fromEntries(
      // An alias stands for all that is below it too: the longest go first.
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'silent',
  });
  return outfile;
};

/** Installs a package of one CommonJS file. */
export const installPackage = (folder: string, name: string, text: string): void => {
  const target = join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'index.js'), text);
};
