// Builds dist: ES modules with shared chunks, the same modules as CommonJS, declarations for both, and the command.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { ajvModules } from './ajv-modules.mjs';
import { reachableDeclarations } from './declarations.mjs';
import { entryFiles, manifest, root } from './entries.mjs';
import { Hits, notFound, replaceCounted } from './hits.mjs';
import { jmespathParser } from './jmespath-parser.mjs';
import { buildLocal } from './local-bundle.mjs';
import { metaSchema } from './meta-schema.mjs';
import { sdkDiet } from './sdk-diet.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const TARGET = 'node20.19';
/** What the user's project brings: never compiled in, or there would be two of it. */
const external = Object.keys(manifest.peerDependencies).flatMap((name) => [name, `${name}/*`]);

const hits = new Hits();
const library = await build({
  entryPoints: entryFiles.map((file) => ({ in: file, out: file.replace(/\.ts$/, '') })),
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
  plugins: [sdkDiet(hits), ajvModules(hits), metaSchema(hits), jmespathParser(hits), hits.plugin],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Between chunks esbuild leaves imports of nothing but the side effects, which there are none of: a file less to load. */
const afterwards = new Hits();
const bareImportFound = afterwards.expect('build: import of nothing but the side effects');
const withoutBareImports = (code) => replaceCounted(code, /^import "\.[^"]*";\n/gm, '', bareImportFound);

/**
 * Where a class speaks of itself esbuild writes `var Logger = class _Logger`, and `class Logger2` when it turns that into
 * CommonJS; stack traces and users' own checks would then show that.
 */
const renamedFound = afterwards.expect('build: class under another name than its own');
const withClassNames = (code) => {
  let named = code;
  for (const [, name, inner] of code.matchAll(/^var (\w+) = class (_\1|\1\d+)\b/gm)) {
    named = replaceCounted(named, new RegExp(`\\b${inner}\\b`, 'g'), name, renamedFound);
  }
  return named;
};

for (const file of filesBelow('dist/esm')) {
  writeFileSync(file, withClassNames(withoutBareImports(readFileSync(file, 'utf8'))));
}

for (const what of afterwards.missed()) throw new Error(notFound(what));

// What is left of a module of types is a chunk that nothing imports.
const text = filesBelow('dist/esm')
  .map((file) => readFileSync(file, 'utf8'))
  .join('');
for (const file of filesBelow('dist/esm/chunks')) if (!text.includes(basename(file))) rmSync(file);

// CommonJS from the bundled ES modules, file by file: the chunks stay shared and the SDK stays tree-shaken.
for (const file of filesBelow('dist/esm')) {
  const { code } = await transform(readFileSync(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    define: { 'import.meta.url': '__filename' },
  });
  const target = join('dist/cjs', relative('dist/esm', file));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, withClassNames(code));
}
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');

const local = await buildLocal('dist/bin');

writeFileSync('THIRD-PARTY-NOTICES.md', thirdPartyNotices([library.metafile, ...local]));

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
const { files: declarations } = reachableDeclarations(
  entryFiles.map((file) => join('dist/esm', file.replace(/\.ts$/, '.d.ts'))),
);
for (const file of filesBelow('dist/esm').filter((name) => name.endsWith('.d.ts'))) {
  if (!declarations.has(file)) {
    rmSync(file);
    continue;
  }
  const target = join('dist/cjs', relative('dist/esm', file));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}
