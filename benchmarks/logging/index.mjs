// Lines per second of an info line with three keys, of an error with its stack, and the cost of a debug line below the
// threshold: this package beside Powertools' Logger, pino and console.log(JSON.stringify()), in turns in one process.
//
//   node benchmarks/logging/index.mjs [rounds]
//
// The lines go to /dev/null, so that the reader of a pipe is not what is measured; the figures come on stdout.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [rounds = '15'] = process.argv.slice(2);

const folder = await mkdtemp(join(tmpdir(), 'logging-benchmark-'));
try {
  const outfile = join(folder, 'subject.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('subject.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // pino finds its worker beside itself; Powertools is measured as it is installed.
    external: ['pino', '@aws-lambda-powertools/*'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  const nowhere = openSync('/dev/null', 'w');
  const child = spawn(process.execPath, [outfile, rounds], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_PATH: join(root, 'node_modules'),
      BENCHMARK_ROOT: root,
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      OTEL_TRACES_EXPORTER: 'none',
      POWERTOOLS_SERVICE_NAME: 'orders',
      _X_AMZN_TRACE_ID: 'Root=1-6a54a8c2-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
    },
    // Powertools writes its errors to stderr.
    stdio: ['ignore', nowhere, nowhere, 'ipc'],
  });
  child.on('message', (report) => console.log(report));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  process.exitCode = code ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
