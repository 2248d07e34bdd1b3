import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { LocalLambdaError, messageOf } from '../errors.js';

/** A `node`, and its version: `24.1.0`. */
export interface NodeExecutable {
  readonly file: string;
  readonly version: string;
}

/** The `node` at `file`, relative to `cwd`, or the one that runs this. */
export function nodeExecutable(file: string | undefined, cwd: string): NodeExecutable {
  if (file === undefined) return { file: process.execPath, version: process.versions.node };
  const found = /[\\/]/.test(file) ? path.resolve(cwd, file) : file;
  try {
    const version = execFileSync(found, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
    return { file: found, version };
  } catch (error) {
    throw new LocalLambdaError(`--node ${file}: this is no Node.js that runs: ${messageOf(error)}`);
  }
}
