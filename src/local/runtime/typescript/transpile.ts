import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileError } from './compile-error.js';
import { nodeStripTypes } from './strip-types.js';
import { marksTypeImports } from './tsconfig.js';

/** Turns the TypeScript source in `file` into JavaScript. */
export type Transpile = (file: string, source: string) => Promise<string>;

/** The one function of esbuild that is used, whatever its version. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

/** What esbuild rejects with. Its columns begin with 0. */
interface EsbuildFailure {
  readonly errors?: readonly {
    readonly text: string;
    readonly location?: { readonly line: number; readonly column: number } | null;
  }[];
}

/** What `sucrase.js`, which is built beside the loader, exports. */
interface Fallback {
  readonly transpileWithSucrase: Transpile;
}

/** A line that begins like a decorator; it may still be text or a comment. */
const MAYBE_DECORATOR = /^\s*@[\p{L}_$(]/mu;

/**
 * The user's own esbuild, where it is found from `folder`: it reads tsconfig.json and compiles decorators. Otherwise Node.js
 * itself where it strips types and the project is written for that, and else sucrase, which is compiled into this package:
 * both keep every line where it is.
 *
 * @param sucrase the URL of the module that exports `transpileWithSucrase`; loaded when it is needed
 */
export async function createTranspiler(folder: string, sucrase: string): Promise<Transpile> {
  const esbuild = await userEsbuild(folder);
  if (esbuild) return (file) => transpileWithEsbuild(esbuild, file);
  const fallback: Transpile = async (file, source) => {
    const { transpileWithSucrase }: Fallback = await import(sucrase);
    return transpileWithSucrase(file, source);
  };
  const strip = nodeStripTypes();
  if (!strip) return fallback;
  return async (file, source) => {
    // Node.js takes no JSX, hands decorators on, which it does not run, and leaves unmarked imports of types where they are.
    if (file.endsWith('x') || MAYBE_DECORATOR.test(source) || !marksTypeImports(file)) return fallback(file, source);
    // Of what is wrong, the other says where.
    return strip(source) ?? fallback(file, source);
  };
}

async function transpileWithEsbuild(esbuild: Esbuild, file: string): Promise<string> {
  // `build` and not `transform`: only that one reads the tsconfig.json that applies to the file.
  const building = esbuild.build({
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
  try {
    return (await building).outputFiles[0]?.text ?? '';
  } catch (error) {
    const { errors: [first] = [] }: EsbuildFailure = Object(error);
    if (!first) throw error;
    const { location } = first;
    throw compileError(file, first.text, location ? { line: location.line, column: location.column + 1 } : undefined);
  }
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
