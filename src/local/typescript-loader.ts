// A module hook: lets Node.js import TypeScript, and what TypeScript allows in an import, without a build step.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LoadFnOutput, LoadHook, ResolveFnOutput, ResolveHook } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createTranspiler, type Transpile } from './runtime/typescript/transpile.js';
import { mappedPaths } from './runtime/typescript/tsconfig.js';

let transpiler: Promise<Transpile> | undefined;

export function initialize({ folder }: { readonly folder: string }): void {
  transpiler = createTranspiler(folder, new URL('./sucrase.js', import.meta.url).href);
}

const TYPESCRIPT = /\.[mc]?tsx?$/;
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
/** Which sources an import of an output may mean: TypeScript has one write the name of the file to be. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

export function resolve(
  ...[specifier, context, nextResolve]: Parameters<ResolveHook>
): ResolveFnOutput | Promise<ResolveFnOutput> {
  const { parentURL } = context;
  if (parentURL?.startsWith('file:') && TYPESCRIPT.test(parentURL)) {
    const found = targetsOf(specifier, fileURLToPath(parentURL)).map(findModule).find(Boolean);
    if (found) return nextResolve(pathToFileURL(found).href, context);
  }
  return nextResolve(specifier, context);
}

export async function load(...[url, context, nextLoad]: Parameters<LoadHook>): Promise<LoadFnOutput> {
  const address = new URL(url);
  if (address.protocol !== 'file:' || address.pathname.includes('/node_modules/')) return nextLoad(url, context);
  if (address.pathname.endsWith('.json') && !context.importAttributes.type) {
    const text = await readFile(address, 'utf8');
    return { format: 'module', shortCircuit: true, source: `export default JSON.parse(${JSON.stringify(text)});` };
  }
  if (!TYPESCRIPT.test(address.pathname) || !transpiler) return nextLoad(url, context);
  const file = fileURLToPath(address);
  const source = await readFile(file, 'utf8');
  const code = await (await transpiler)(file, source);
  return { format: isCommonJs(file, source) ? 'commonjs' : 'module', shortCircuit: true, source: code };
}

const MODULE_SYNTAX = /^\s*(import\s*[\w{*'"]|export\s+(?!=))/m;
const COMMONJS_SYNTAX = /^\s*(import\s+\w+\s*=\s*require|export\s*=)/m;

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** Where an import from TypeScript may lead: to a file beside it, or by tsconfig.json. */
function targetsOf(specifier: string, importer: string): readonly string[] {
  if (/^\.{1,2}(\/|$)/.test(specifier)) return [path.resolve(path.dirname(importer), specifier)];
  return /^(node|file|data):/.test(specifier) || importer.includes('/node_modules/')
    ? []
    : mappedPaths(specifier, importer);
}

/** The file that an import from TypeScript means. */
function findModule(target: string): string | undefined {
  if (isFile(target)) return target;
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  return [
    ...(SOURCES[extension] ?? []).map((source) => stem + source),
    ...EXTENSIONS.map((added) => target + added),
    ...EXTENSIONS.map((added) => path.join(target, `index${added}`)),
  ].find(isFile);
}

/** A `.ts` file is an ES module, whatever package.json says of its output, unless it is written as CommonJS. */
function isCommonJs(file: string, source: string): boolean {
  if (/\.[mc]ts$/.test(file)) return file.endsWith('.cts');
  return COMMONJS_SYNTAX.test(source) || (!MODULE_SYNTAX.test(source) && !nearestPackageIsModule(file));
}

function nearestPackageIsModule(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return /"type"\s*:\s*"module"/.test(readFileSync(manifest, 'utf8'));
    if (folder === path.dirname(folder)) return false;
  }
}
