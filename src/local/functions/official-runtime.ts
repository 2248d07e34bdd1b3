import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LocalLambdaError } from '../errors.js';
import type { FunctionDefinition } from './function-definition.js';

const HOW_TO_INSTALL = 'Install it in your project with: npm install --save-dev aws-lambda-ric';

/** The file to run for the official runtime, `aws-lambda-ric`, as it is installed in or above `folder`. */
export function officialRuntime(folder: string, functions: readonly FunctionDefinition[]): string {
  const main = resolveFrom(folder);
  if (!main) throw new LocalLambdaError(`--ric: aws-lambda-ric is not installed in ${folder}. ${HOW_TO_INSTALL}`);
  const command = path.join(path.dirname(main), '../bin/index.mjs');
  if (!existsSync(command)) throw new LocalLambdaError(`--ric: aws-lambda-ric has no ${command}. ${HOW_TO_INSTALL}`);
  if (!existsSync(path.join(path.dirname(main), 'rapid-client.node'))) {
    throw new LocalLambdaError(
      `--ric: the native part of aws-lambda-ric was not built in ${path.dirname(main)}. Installing the package compiles it, on Linux only: that needs cmake, autoconf, automake, libtool, make and g++.`,
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
