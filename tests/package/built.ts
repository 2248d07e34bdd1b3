import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { root } from '../../scripts/entries.mjs';

export type Condition = 'import' | 'require';

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<Condition, { readonly default: string }>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The built file behind a subpath, from the root of the repository. */
export const builtFile = (subpath: string, condition: Condition): string => {
  const file = manifest.exports[subpath]?.[condition].default.slice(2);
  if (file === undefined || !existsSync(join(root, file))) {
    throw new Error(`${file ?? subpath} is not built: run \`npm run build\` first (\`npm test\` does)`);
  }
  return file;
};

export interface Loaded {
  readonly names: readonly string[];
  readonly environmentReads: readonly string[];
  readonly builtins: readonly string[];
  readonly listeners: readonly string[];
  readonly resources: readonly string[];
  readonly globals: readonly string[];
  /** The CommonJS modules in the process; an ES module leaves no such trace. */
  readonly files: readonly string[];
}

const execute = promisify(execFile);
const probe = fileURLToPath(new URL('probe.mjs', import.meta.url));

/** What loading a file does, found out in a process of its own. */
export const load = async (file: string, condition: Condition): Promise<Loaded> => {
  // Not a fork: its channel has loaded node:net and node:dgram already.
  const { stdout } = await execute(process.execPath, [probe, condition, resolve(root, file)], { env: {} });
  return JSON.parse(stdout);
};

export interface Bundle {
  readonly bytes: number;
  readonly inputs: Metafile['inputs'];
}

/** One minified ES module from `source`, as a user's esbuild makes it; what the user installs stays outside. */
export const bundle = async (source: string): Promise<Bundle> => {
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    external: Object.keys(manifest.peerDependencies).flatMap((name) => [name, `${name}/*`]),
    metafile: true,
    write: false,
    // Not the paths of this repository, which lead to the source.
    tsconfigRaw: '{}',
    // A module that is imported for its effects and says that it has none: dropping it is what we count on.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  const [output] = Object.values(metafile.outputs);
  if (!output) throw new Error('esbuild gave no output');
  return { bytes: output.bytes, inputs: metafile.inputs };
};

/** The built files that are loaded together with `file`, itself included; what they import on demand is not. */
export const filesLoadedWith = (file: string, inputs: Metafile['inputs']): string[] => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const input = inputs[path];
    if (seen.has(path) || !input) return;
    seen.add(path);
    for (const { path: imported, kind } of input.imports) if (kind === 'import-statement') visit(imported);
  };
  visit(file);
  return [...seen];
};

/** esbuild heads what it took from a source file with the path of it. */
const ORIGIN =
  /^\s*\/\/ (?:\S*\/)?(?:(?<own>(?:src|exporters)\/[\w.-]+)|node_modules\/(?<name>(?:@[^/\s]+\/)?[^/\s]+))\S*\.[cm]?[jt]s$/gm;

/** Whose code a built file holds: folders of ours (`src/logger`), packages by name. */
export const origins = (file: string): string[] => {
  const text = readFileSync(resolve(root, file), 'utf8');
  return [...new Set([...text.matchAll(ORIGIN)].map(({ groups }) => groups?.own ?? groups?.name ?? ''))];
};
