// What the benchmarks of the whole package share: a folder with the packed package and its peers, a Node.js of a given
// version, a fake Lambda environment, medians, and the sections of RESULTS.md.
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export { nodeExecutable } from '../scripts/node-versions.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const npm = (args, cwd) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** A folder where the package, packed from `dist` as it is, and `packages` are installed. It is kept for the next run. */
export const installedFolder = (name, packages) => {
  if (!existsSync(join(root, 'dist/esm'))) throw new Error('dist is missing: run `npm run build` first');
  const folder = join(tmpdir(), `otel-powertools-${name}`);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.endsWith('.tgz')) rmSync(join(folder, file));
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
  const dependencies = Object.fromEntries(
    packages.map((name) => [name, { ...manifest.dependencies, ...manifest.devDependencies }[name] ?? '*']),
  );
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies }, undefined, 2);
  const manifestFile = join(folder, 'package.json');
  if (
    !existsSync(manifestFile) ||
    !existsSync(join(folder, 'wanted.json')) ||
    readFileSync(join(folder, 'wanted.json'), 'utf8') !== wanted
  ) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    writeFileSync(manifestFile, wanted);
    npm(['install', '--prefer-offline'], folder);
    writeFileSync(join(folder, 'wanted.json'), wanted);
  }
  const own = join(folder, 'node_modules', manifest.name);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  execFileSync('tar', [
    '-xzf',
    join(folder, `${manifest.name}-${manifest.version}.tgz`),
    '-C',
    own,
    '--strip-components=1',
  ]);
  return folder;
};

export const versionOf = (executable) => execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim();

export const lambdaEnvironment = ({ daemonPort, ...more }) => ({
  PATH: process.env.PATH,
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0123456789abcdef',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'benchmark',
  AWS_SECRET_ACCESS_KEY: 'benchmark',
  LAMBDA_TASK_ROOT: '/var/task',
  _HANDLER: 'index.handler',
  _X_AMZN_TRACE_ID: 'Root=1-6a54a8c2-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
  AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemonPort}`,
  AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
  POWERTOOLS_SERVICE_NAME: 'orders',
  POWERTOOLS_METRICS_NAMESPACE: 'shop',
  ...more,
});

/** Takes datagrams and counts them. */
export const udpSink = () =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const sink = { port: 0, datagrams: 0, close: () => socket.close() };
    socket.on('message', () => {
      sink.datagrams += 1;
    });
    socket.bind(0, '127.0.0.1', () => {
      sink.port = socket.address().port;
      resolve(sink);
    });
  });

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

export const shuffled = (items) => {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
};

export const table = (head, rows) =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

export const machine = () => `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;

const RESULTS = join(root, 'benchmarks/RESULTS.md');
export const README = join(root, 'README.md');

/** Writes a section of a file, in place of the one of the same name. */
export const writeSection = (name, text, file = RESULTS) => {
  const begin = `<!-- ${name}: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const section = `${begin}\n${text.trim()}\n${end}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Measured\n';
  const start = before.indexOf(begin);
  const after =
    start < 0
      ? `${before.trimEnd()}\n\n${section}\n`
      : before.slice(0, start) + section + before.slice(before.indexOf(end) + end.length);
  writeFileSync(file, after);
};
