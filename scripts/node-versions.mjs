// Other versions of Node.js, from the `node` package of npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The executable of a major version of Node.js: the one that runs this, or one that is installed once and kept. */
export function nodeExecutable(major) {
  if (!major || process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(tmpdir(), `otel-powertools-node-${major}`);
  const executable = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(executable)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    execFileSync(
      'npm',
      ['install', `node@${major}`, '--prefer-offline', '--ignore-scripts=false', '--no-audit', '--no-fund'],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
  }
  return executable;
}
