// Flushes per second of Metrics with 1, 10 and 100 metrics, beside Powertools' Metrics and aws-embedded-metrics, in turns
// in one process, and what one metric of a flush costs.
//
//   node benchmarks/metrics/index.mjs [rounds]
//
// The lines go to /dev/null, so that the reader of a pipe is not what is measured; the figures come on stdout.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { machine, median, table } from '../support.mjs';

const [rounds = '15'] = process.argv.slice(2);

const OURS = 'otel-powertools';
const LIBRARIES = [OURS, 'Powertools', 'aws-embedded-metrics'];
const COUNTS = [1, 10, 100];

/** `measured` has the microseconds per flush of each round, by library and number of metrics. */
const report = (measured) => {
  const of = (library, count) => measured[`${library} ${count}`];
  const rows = LIBRARIES.map((library) => [
    library,
    ...COUNTS.flatMap((count) => {
      const microseconds = median(of(library, count));
      const ratios = of(library, count).map((each, round) => each / of(OURS, count)[round]);
      return [
        microseconds.toFixed(1),
        Math.round(1e6 / microseconds).toLocaleString('en'),
        `${median(ratios).toFixed(1)}x`,
      ];
    }),
  ]);
  const head = ['metrics per flush', ...COUNTS.flatMap((count) => [`${count}: µs`, 'flushes/s', 'cost'])];
  const each = COUNTS.map((count) => (median(of(OURS, count)) / count).toFixed(2));
  console.log(`Node.js ${process.version}, ${machine()}, ${rounds} rounds: medians, ratios round by round.\n`);
  console.log(table(head, rows));
  console.log(`\nµs per metric of ${OURS} with ${COUNTS.join(', ')} metrics: ${each.join(', ')}`);
};

const folder = await mkdtemp(join(tmpdir(), 'metrics-benchmark-'));
try {
  const outfile = join(folder, 'subject.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('subject.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  const nowhere = openSync('/dev/null', 'w');
  const child = spawn(process.execPath, ['--expose-gc', outfile, rounds], {
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      OTEL_TRACES_EXPORTER: 'none',
    },
    stdio: ['ignore', nowhere, 'inherit', 'ipc'],
  });
  child.on('message', report);
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
