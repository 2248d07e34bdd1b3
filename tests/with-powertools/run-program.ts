import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';

/** How a program has ended, and the lines of JSON that it has written. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly Record<string, unknown>[];
}

const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-programs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles `programs/<name>.ts` as an ES module, as for a deployment; resolves to its folder. */
export const bundle = async (name: string): Promise<string> => {
  await build({
    entryPoints: [fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))],
    outfile: join(folder, `${name}.mjs`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      // An alias stands for all that is below it too: the longest go first.
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'silent',
  });
  return folder;
};

/** Bundles a program and runs it in a process of its own, with nothing of a test runner in its environment. */
export const run = async (
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  const file = join(await bundle(name), `${name}.mjs`);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file, ...args], { env: { ...env } }, (_error, stdout) =>
      resolve({
        code: child.exitCode,
        signal: child.signalCode,
        lines: stdout
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line)),
      }),
    );
  });
};
