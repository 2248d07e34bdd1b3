import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';

const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-logger-'));

/** The public subpaths of the package, answered with their sources. */
const alias = Object.fromEntries(
  subpaths
    .map((subpath): [string, string] => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`])
    // The longest first: an alias also stands for what is under it.
    .sort(([a], [b]) => b.length - a.length),
);

/** A script for a process of its own: `source`, which imports the package by its names, and all it needs in one file. */
export const bundled = async (source: string): Promise<string> => {
  const outfile = join(folder, `${createHash('sha1').update(source).digest('hex')}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: join(root, 'tests/logger'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias,
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
};
