import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Turns the TypeScript source in `file` into JavaScript. */
export type Transpile = (file: string, source: string) => Promise<string>;

/** The one function of esbuild that is used, whatever its version. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

/**
 * The user's own esbuild, where it is found from `folder`: it reads tsconfig.json and compiles decorators. Otherwise
 * sucrase, which is compiled into this package and keeps every line where it is.
 */
export async function createTranspiler(folder: string): Promise<Transpile> {
  const esbuild = await userEsbuild(folder);
  if (esbuild) {
    return async (file) => {
      // `build` and not `transform`: only that one reads the tsconfig.json that applies to the file.
      const { outputFiles } = await esbuild.build({
        entryPoints: [file],
        absWorkingDir: path.dirname(file),
        bundle: false,
        write: false,
        sourcemap: 'inline',
        sourcesContent: false,
        outfile: `${file}.js`,
        platform: 'node',
        target: `node${process.versions.node}`,
        logLevel: 'silent',
      });
      return outputFiles[0]?.text ?? '';
    };
  }
  // The way round by a module of ours: the named exports of a bundled CommonJS package are not to be had by `import()`.
  const { transpileWithSucrase } = await import('./sucrase.js');
  return transpileWithSucrase;
}

async function userEsbuild(folder: string): Promise<Esbuild | undefined> {
  try {
    const resolved = createRequire(path.join(folder, 'index.js')).resolve('esbuild');
    const module: { default?: Esbuild } & Partial<Esbuild> = await import(pathToFileURL(resolved).href);
    return module.default ?? (module.build ? { build: module.build } : undefined);
  } catch {
    return undefined;
  }
}
