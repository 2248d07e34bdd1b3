import { execFileSync } from 'node:child_process';

const PLACE = /^(?:file:\/\/)?\/\S+:(\d+)$/m;
const LIMIT_MILLIS = 5000;

/**
 * The line of a JavaScript file that is no JavaScript. An error of the module loader does not say it; what `node` prints does.
 * Undefined where the file is in order: then it is another that it imports.
 */
export function lineOfSyntaxError(file: string): number | undefined {
  try {
    execFileSync(process.execPath, ['--check', file], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: LIMIT_MILLIS,
      encoding: 'utf8',
    });
    return undefined;
  } catch (error) {
    const said: unknown = error instanceof Error ? Reflect.get(error, 'stderr') : undefined;
    const [, line] = String(said ?? '').match(PLACE) ?? [];
    return line === undefined ? undefined : Number(line);
  }
}
