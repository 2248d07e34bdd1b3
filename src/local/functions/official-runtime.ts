import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LocalLambdaError } from '../errors.js';
import { recordOf } from '../is-record.js';
import type { FunctionDefinition } from './function-definition.js';
import type { NodeExecutable } from './node-executable.js';

const HOW_TO_INSTALL = 'Install it in your project with: npm install --save-dev aws-lambda-ric';

/** The file to run for the official runtime, `aws-lambda-ric` 3 or 4, as it is installed in or above `folder`. */
export function officialRuntime(
  folder: string,
  functions: readonly FunctionDefinition[],
  node: NodeExecutable,
): string {
  const main = resolveFrom(folder);
  if (!main) throw new LocalLambdaError(`--ric: aws-lambda-ric is not installed in ${folder}. ${HOW_TO_INSTALL}`);
  const { command, version, leastNode } = readManifest(main);
  if (!command || !existsSync(command)) {
    throw new LocalLambdaError(
      `--ric: the aws-lambda-ric in ${path.dirname(main)} names no command that is there. Install it again.`,
    );
  }
  if (!existsSync(path.join(path.dirname(main), 'rapid-client.node'))) {
    throw new LocalLambdaError(
      `--ric: the native part of aws-lambda-ric was not built in ${path.dirname(main)}. Installing the package compiles it, on Linux only: that needs cmake, autoconf, automake, libtool, make and g++.`,
    );
  }
  if (Number(node.version.split('.')[0]) < leastNode) {
    throw new LocalLambdaError(
      `--ric: aws-lambda-ric ${version} needs Node.js ${leastNode}, and this is ${node.version}. Install aws-lambda-ric@3, or name a later one with --node.`,
    );
  }
  const typescript = functions.find(({ module }) => !hasJavaScript(module.file));
  if (typescript) {
    throw new LocalLambdaError(
      `--ric: the official runtime runs no TypeScript. Name the JavaScript that is built from ${typescript.module.file}.`,
    );
  }
  return command;
}

/** Whether the handler's module is JavaScript, or was compiled to JavaScript beside it. */
function hasJavaScript(file: string): boolean {
  const [, stem = file] = file.match(/^(.*)\.[mc]?tsx?$/) ?? [];
  return stem === file || ['.js', '.mjs', '.cjs'].some((extension) => existsSync(stem + extension));
}

function resolveFrom(folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'index.js')).resolve('aws-lambda-ric');
  } catch {
    return undefined;
  }
}

interface Manifest {
  /** The file of its command. */
  readonly command: string | undefined;
  readonly version: string;
  /** The first major version of Node.js that it is for. */
  readonly leastNode: number;
}

/** What the package's own manifest, in the folder of its main file or above, says. */
function readManifest(main: string): Manifest {
  for (let folder = path.dirname(main); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { bin, version, engines } = recordOf(JSON.parse(readFileSync(file, 'utf8')));
    const command = typeof bin === 'string' ? bin : recordOf(bin)['aws-lambda-ric'];
    const [, least = 0] = String(recordOf(engines).node).match(/>=\s*(\d+)/) ?? [];
    return {
      command: typeof command === 'string' ? path.join(folder, command) : undefined,
      version: String(version),
      leastNode: Number(least),
    };
  }
  return { command: undefined, version: '', leastNode: 0 };
}
