import { readFile } from 'node:fs/promises';
import { root } from './entries.mjs';

/** dynalite requires its actions by a computed path, which esbuild follows only where the path ends in an extension. */
const dynaliteRequires = {
  name: 'dynalite-requires',
  setup(build) {
    build.onLoad({ filter: /[\\/]dynalite[\\/]index\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /require\('(\.\/\w+\/)' \+ action\)/g,
        "require('$1' + action + '.js')",
      ),
      loader: 'js',
    }));
  },
};

/**
 * The esbuild options for the `otel-powertools` command: the command itself, the two files it runs in a function's
 * process, and the module that scripts and tests drive it with. dynalite, sucrase and yaml are compiled in; esbuild and aws-lambda-ric stay the user's own.
 */
export const localBundle = (outdir) => ({
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
  // Tables live in memory only: the LevelDB binding is never loaded.
  alias: { level: 'memory-level' },
  // What is CommonJS in there requires Node's own modules.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);",
  },
  plugins: [dynaliteRequires],
});
