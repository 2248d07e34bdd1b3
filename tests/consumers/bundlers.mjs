// The ways in which users turn a function into one file, with the bundlers installed in their own project.
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads a package from the project in `folder`. */
const from = (folder) => {
  const require = createRequire(join(folder, 'package.json'));
  return async (name) => {
    const module = await import(pathToFileURL(require.resolve(name)).href);
    return module.default ?? module;
  };
};

const extension = { esm: 'mjs', cjs: 'cjs' };

const esbuild = (format, mainFields) => async (folder, entry, outdir) => {
  const { build } = await from(folder)('esbuild');
  const outfile = join(outdir, `index.${extension[format]}`);
  const { warnings } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format,
    ...(mainFields && { mainFields }),
    absWorkingDir: folder,
    logLevel: 'silent',
  });
  return { outfile, warnings: warnings.map(({ text }) => text) };
};

const rollup = (format) => async (folder, entry, outdir) => {
  const load = from(folder);
  const [{ rollup: bundle }, resolve, commonjs, json] = await Promise.all(
    ['rollup', '@rollup/plugin-node-resolve', '@rollup/plugin-commonjs', '@rollup/plugin-json'].map(load),
  );
  const warnings = [];
  const built = await bundle({
    input: entry,
    plugins: [
      (resolve.default ?? resolve)({ preferBuiltins: true }),
      (commonjs.default ?? commonjs)(),
      (json.default ?? json)(),
    ],
    onwarn: ({ message }) => warnings.push(message),
  });
  const outfile = join(outdir, `index.${extension[format]}`);
  await built.write({ file: outfile, format: format === 'esm' ? 'es' : 'cjs', inlineDynamicImports: true });
  await built.close();
  return { outfile, warnings };
};

const webpack = (format) => async (folder, entry, outdir) => {
  const bundler = await from(folder)('webpack');
  const outfile = join(outdir, `index.${extension[format]}`);
  const module = format === 'esm';
  const stats = await new Promise((resolve, reject) => {
    bundler(
      {
        mode: 'production',
        target: 'node20',
        context: folder,
        entry,
        experiments: { outputModule: module },
        output: {
          path: dirname(outfile),
          filename: basename(outfile),
          library: { type: module ? 'module' : 'commonjs2' },
        },
        // One file, as it is uploaded.
        plugins: [new bundler.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  return { outfile, warnings: stats.toJson({ all: false, warnings: true }).warnings.map(({ message }) => message) };
};

export const bundlers = {
  'esbuild esm': { tool: 'esbuild', format: 'esm', bundle: esbuild('esm') },
  'esbuild cjs': { tool: 'esbuild', format: 'cjs', bundle: esbuild('cjs') },
  'esbuild esm, main fields module,main': {
    tool: 'esbuild',
    format: 'esm',
    bundle: esbuild('esm', ['module', 'main']),
  },
  'esbuild cjs, main fields module,main': {
    tool: 'esbuild',
    format: 'cjs',
    bundle: esbuild('cjs', ['module', 'main']),
  },
  'rollup esm': { tool: 'rollup', format: 'esm', bundle: rollup('esm') },
  'rollup cjs': { tool: 'rollup', format: 'cjs', bundle: rollup('cjs') },
  'webpack esm': { tool: 'webpack', format: 'esm', bundle: webpack('esm') },
  'webpack cjs': { tool: 'webpack', format: 'cjs', bundle: webpack('cjs') },
};
