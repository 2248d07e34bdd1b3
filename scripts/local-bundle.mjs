import { appendFile, copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { root } from './entries.mjs';
import { Hits, replaceCounted } from './hits.mjs';

const COMPUTED_REQUIRE = /require\('(\.\/\w+\/)' \+ action\)/g;

/** Builds the command and its page into `outdir`. Resolves to the metafiles of both. */
export async function buildLocal(outdir) {
  const common = { legalComments: 'none', metafile: true, logLevel: 'warning' };
  const folder = join(outdir, 'page');
  const [command, page, sucrase] = await Promise.all([
    build({ ...localBundle(outdir), ...common }),
    build({ ...pageBundle(folder), ...common }),
    build({ ...sucraseBundle(outdir), ...common }),
  ]);
  await copyFile(join(root, 'src/local/page/index.html'), resolve(root, folder, 'index.html'));
  await appendFile(resolve(root, folder, 'page.js'), originsIn(page.metafile));
  await appendFile(resolve(root, outdir, 'sucrase.js'), originsIn(sucrase.metafile));
  return [command.metafile, page.metafile, sucrase.metafile];
}

/** dynalite requires its actions by a computed path, which esbuild follows only where the path ends in an extension. */
function dynaliteRequires(hits) {
  const required = hits.expect('dynalite-requires: require of a computed path');
  return {
    name: 'dynalite-requires',
    setup(build) {
      build.onLoad({ filter: /[\\/]dynalite[\\/]index\.js$/ }, async ({ path }) => ({
        contents: replaceCounted(
          await readFile(path, 'utf8'),
          COMPUTED_REQUIRE,
          "require('$1' + action + '.js')",
          required,
        ),
        loader: 'js',
      }));
    },
  };
}

/** Tables live in memory only: the LevelDB binding is never loaded. */
function memoryLevel(hits) {
  const imported = hits.expect('memory-level: import of level');
  return {
    name: 'memory-level',
    setup(build) {
      build.onResolve({ filter: /^level$/ }, ({ kind, resolveDir }) => {
        imported();
        return build.resolve('memory-level', { kind, resolveDir });
      });
    },
  };
}

/**
 * The esbuild options for the `otel-powertools` command: the command itself, the two files it runs in a function's
 * process, and the module that scripts and tests drive it with. dynalite and yaml are compiled in; esbuild and aws-lambda-ric stay the user's own.
 */
function localBundle(outdir) {
  const hits = new Hits();
  return {
    absWorkingDir: root,
    entryPoints: {
      'otel-powertools': 'src/local/bin.ts',
      bootstrap: 'src/local/bootstrap.ts',
      'extension-runner': 'src/local/extension-runner.ts',
      'official-bootstrap': 'src/local/official-bootstrap.ts',
      'typescript-loader': 'src/local/typescript-loader.ts',
      local: 'src/local/index.ts',
    },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['esbuild'],
    // What is CommonJS in there requires Node's own modules.
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);",
    },
    plugins: [dynaliteRequires(hits), memoryLevel(hits), hits.plugin],
  };
}

/**
 * The esbuild options for what compiles TypeScript where neither the project has esbuild nor Node.js strips types. It is the
 * largest part of the command, and nobody reads its stacks: minified it takes less than half.
 */
function sucraseBundle(outdir) {
  return {
    absWorkingDir: root,
    entryPoints: { sucrase: 'src/local/runtime/typescript/sucrase.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    minify: true,
  };
}

/** The esbuild options for the page that `otel-powertools dev` serves. */
function pageBundle(outdir) {
  return {
    absWorkingDir: root,
    entryPoints: { page: 'src/local/page/main.tsx' },
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
  };
}

/** Minified, the page no longer says which packages its code is from: one line each, as esbuild writes them elsewhere. */
function originsIn({ inputs }) {
  const names = Object.keys(inputs).flatMap((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []);
  return [...new Set(names)].map((name) => `// node_modules/${name}/\n`).join('');
}
