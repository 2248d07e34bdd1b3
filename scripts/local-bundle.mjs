import { readFile } from 'node:fs/promises';
import { root } from './entries.mjs';
import { Hits, replaceCounted } from './hits.mjs';

const COMPUTED_REQUIRE = /require\('(\.\/\w+\/)' \+ action\)/g;

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
 * process, and the module that scripts and tests drive it with. dynalite, sucrase and yaml are compiled in; esbuild and aws-lambda-ric stay the user's own.
 */
export function localBundle(outdir) {
  const hits = new Hits();
  return {
    absWorkingDir: root,
    entryPoints: {
      'otel-powertools': 'src/local/bin.ts',
      bootstrap: 'src/local/bootstrap.ts',
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
