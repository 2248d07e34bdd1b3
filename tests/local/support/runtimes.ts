import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeExecutable } from '../../../scripts/node-versions.mjs';
import { officialRuntimeModules } from '../../../scripts/official-runtimes.mjs';
import type { LocalLambda, LocalLambdaOptions } from '../../../src/local/index.js';
import { functionsFolder, start, temporaryFolder } from './runtime.js';

/** One of Lambda's runtimes, ours or AWS's own. */
export interface Runtime {
  readonly name: string;
  /** The version of Lambda's interface client that it is, or behaves as. */
  readonly generation: 3 | 4;
  readonly node: string;
  /** Where AWS's own is installed; undefined for ours. */
  readonly modules: string | undefined;
}

const NODE_MAJOR = Number(process.versions.node.split('.')[0]);
/** Up to Node.js 22 there is the third generation, from 24 on the fourth. */
const nodeOf = { 3: tryNode(NODE_MAJOR < 24 ? NODE_MAJOR : 22), 4: tryNode(NODE_MAJOR >= 24 ? NODE_MAJOR : 24) };

export const runtimes: readonly Runtime[] = ([3, 4] as const).flatMap((generation) => {
  const node = nodeOf[generation];
  const modules = officialRuntimeModules(generation);
  if (node === undefined) return [];
  return [
    { name: `our runtime as of generation ${generation}`, generation, node, modules: undefined },
    ...(modules ? [{ name: `aws-lambda-ric ${generation}`, generation, node, modules }] : []),
  ];
});

/** AWS's own runtime of that generation; undefined where it was not built, which is said. */
export const officialRuntimeOf = (generation: 3 | 4): Runtime | undefined =>
  runtimes.find((runtime) => runtime.generation === generation && runtime.modules !== undefined);

const missing = ([3, 4] as const).filter((generation) => !officialRuntimeOf(generation));
if (missing.length > 0) {
  console.log(
    `The tests under aws-lambda-ric ${missing.join(' and ')} are skipped: it is not built (node scripts/official-runtimes.mjs).`,
  );
}

/** Starts functions of the folder `runtimes` beside these tests under a runtime. */
export const startUnder = async (
  { node, modules }: Runtime,
  bin: string,
  { prepare, ...options }: LocalLambdaOptions & { readonly prepare?: (folder: string) => Promise<unknown> },
): Promise<LocalLambda> => {
  const cwd = temporaryFolder();
  cpSync(path.join(functionsFolder, 'runtimes'), cwd, { recursive: true });
  // No file of the repository: a linter would have to be told.
  writeFileSync(path.join(cwd, 'no-syntax.mjs'), 'export const handler = async () => {');
  await prepare?.(cwd);
  if (modules) symlinkSync(modules, path.join(cwd, 'node_modules'), 'dir');
  return start(bin, { cwd, node, ric: modules !== undefined, ...options });
};

function tryNode(major: number): string | undefined {
  try {
    return nodeExecutable(major);
  } catch {
    console.log(`The tests under Node.js ${major} are skipped: npm could not install it.`);
    return undefined;
  }
}
