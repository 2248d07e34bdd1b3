// Builds dist: ES modules with shared chunks, the same modules as CommonJS, declarations for both, and the command.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { manifest, root, sourceOf, subpaths } from './entries.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const TARGET = 'node20.19';
/** What the user's project brings: never compiled in, or there would be two of it. */
const external = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies)].flatMap(
  (name) => [name, `${name}/*`],
);

const library = await build({
  entryPoints: subpaths.map((subpath) => ({ in: sourceOf(subpath), out: sourceOf(subpath).replace(/\.ts$/, '') })),
  outdir: 'dist/esm',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: TARGET,
  // The CommonJS builds of the SDK cannot be tree-shaken: three times the bytes.
  mainFields: ['module', 'main'],
  external,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const metafiles = [library.metafile];

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

// CommonJS from the bundled ES modules, file by file: the chunks stay shared and the SDK stays tree-shaken.
for (const file of filesBelow('dist/esm').filter((name) => name.endsWith('.js'))) {
  const { code } = await transform(readFileSync(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__filename' },
  });
  const target = join('dist/cjs', relative('dist/esm', file));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const file of filesBelow('dist/esm').filter((name) => name.endsWith('.d.ts'))) {
  const target = join('dist/cjs', relative('dist/esm', file));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}

/** The local Lambda: the command, what it runs in child processes, and what scripts and tests drive it with. */
const commands = {
  'otel-powertools': 'bin',
  bootstrap: 'bootstrap',
  'typescript-loader': 'typescript-loader',
  local: 'index',
};
const local = Object.entries(commands)
  .map(([out, name]) => ({ in: `src/local/${name}.ts`, out }))
  .filter((entry) => existsSync(entry.in));
if (local.length > 0) {
  const { metafile } = await build({
    entryPoints: local,
    outdir: 'dist/bin',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: TARGET,
    external: ['esbuild', '@opentelemetry/api'],
    // dynalite and its store are CommonJS.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  metafiles.push(metafile);
}

writeFileSync('THIRD-PARTY-NOTICES.md', thirdPartyNotices(metafiles));
