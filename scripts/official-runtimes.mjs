// AWS's own runtimes, `aws-lambda-ric` 3 and 4, that the local Lambda is compared with. `node scripts/official-runtimes.mjs`
// compiles them into a folder of the system's temporary one, where they are kept for the next time: that takes some three
// minutes, and cmake, make, g++, python3, xz, autoconf, automake and libtool.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NATIVE_PARTS = { 3: 'dist/rapid-client.node', 4: 'rapid-client.node' };

/** The `node_modules` with the runtime of that major version; undefined where it was not built. */
export function officialRuntimeModules(major) {
  const modules = join(folderOf(major), 'node_modules');
  return existsSync(join(modules, 'aws-lambda-ric', NATIVE_PARTS[major])) ? modules : undefined;
}

function folderOf(major) {
  return join(tmpdir(), `otel-powertools-ric-${major}`);
}

function build(major) {
  if (officialRuntimeModules(major)) return;
  const folder = folderOf(major);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  // The headers that came with this Node.js, where they did: else node-gyp downloads them.
  const prefix = join(dirname(process.execPath), '..');
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
  execFileSync(
    'npm',
    ['install', `aws-lambda-ric@${major}`, '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, env: { ...process.env, ...headers }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const major of [3, 4]) build(major);
