// What a warm invocation of a trivial handler costs with a log line, a metric and a span: this package beside Powertools
// for AWS Lambda, a hand-made floor and the bare handler. One process each, alive together; in each round every one of
// them runs a batch, in another order. stdout is /dev/null, the X-Ray daemon a socket in another process.
//
//   npm run build && node benchmarks/invocation/run.mjs [--rounds 15] [--count 4000] [--node 24] [--write]
//   … --profile prints where the time of ours goes
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import {
  installedFolder,
  lambdaEnvironment,
  machine,
  median,
  nodeExecutable,
  root,
  shuffled,
  table,
  versionOf,
  writeSection,
} from '../support.mjs';
import { selfTimes } from './profile.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    count: { type: 'string', default: '4000' },
    node: { type: 'string' },
    write: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});

const OFF = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

const subjects = {
  bare: { title: 'the bare handler', kind: 'bare' },
  floor: { title: 'by hand: two writes, one datagram', kind: 'floor' },
  ours: { title: '`withPowertools` + Logger + Tracer + Metrics', kind: 'ours' },
  oursWithoutLocation: {
    title: "the same without `location`, which Powertools' lines do not have",
    kind: 'ours',
    env: { WITHOUT_LOCATION: '1' },
  },
  theirs: { title: "Powertools' trio, middy middleware", kind: 'theirs' },
  wrapper: { title: '`withPowertools` alone, its span to X-Ray', kind: 'wrapper' },
  wrapperDisabled: {
    title: '`withPowertools` alone, `OTEL_SDK_DISABLED=true`',
    kind: 'wrapper',
    env: { OTEL_SDK_DISABLED: 'true' },
  },
  wrapperOff: { title: '`withPowertools` alone, all exporters `none`', kind: 'wrapper', env: OFF },
  disabled: { title: 'all four, `OTEL_SDK_DISABLED=true`', kind: 'ours', env: { OTEL_SDK_DISABLED: 'true' } },
  off: { title: 'all four, all exporters `none`', kind: 'ours', env: OFF },
};

const executable = nodeExecutable(flags.node);
const folder = installedFolder('invocation', [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-lambda-powertools/tracer',
  '@middy/core',
  '@opentelemetry/api',
]);

const here = join(root, 'benchmarks/invocation');

/** Bundled as it would be deployed. Not minified: a profile should name its functions. */
const bundled = async (kind) => {
  cpSync(join(here, 'subjects'), join(folder, 'subjects'), { recursive: true });
  const outfile = join(folder, `${kind}.mjs`);
  await build({
    stdin: {
      contents: `import { serve } from '${join(here, 'serve.mjs')}'; import { handler } from './subjects/${kind}.mjs'; serve(handler);`,
      resolveDir: folder,
    },
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
  return outfile;
};

const nowhere = openSync('/dev/null', 'w');
const daemon = fork(join(here, 'daemon.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
const next = (child) =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => {
      child.removeAllListeners('exit');
      resolve(message);
    });
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)));
  });
const daemonPort = await next(daemon);

const start = async ({ kind, env = {} }, execArgv = []) => {
  const child = fork(await bundled(kind), {
    execPath: executable,
    execArgv: ['--expose-gc', ...execArgv],
    env: lambdaEnvironment({ daemonPort, ...env }),
    stdio: ['ignore', nowhere, 'inherit', 'ipc'],
  });
  await next(child);
  return child;
};

const count = Number(flags.count);

const ask = (child, what, invocations = count) => {
  const answer = next(child);
  child.send({ what, count: invocations });
  return answer;
};

const stop = (child) => {
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.send({ what: 'end' });
  return over;
};

/** In a process whose young generation is so large that nothing is collected meanwhile. */
const heapBytes = async (subject) => {
  const child = await start(subject, ['--min-semi-space-size=64', '--max-semi-space-size=64']);
  const samples = [];
  for (let i = 0; i < 7; i += 1) samples.push(await ask(child, 'heap', 100));
  await stop(child);
  return median(samples);
};

const profiled = async () => {
  const profiles = mkdtempSync(join(tmpdir(), 'invocation-profile-'));
  const child = await start(subjects.ours, ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${profiles}`]);
  for (let round = 0; round < 10; round += 1) await ask(child, 'times');
  await stop(child);
  const [file] = readdirSync(profiles);
  const profile = JSON.parse(readFileSync(join(profiles, file), 'utf8'));
  rmSync(profiles, { recursive: true });
  return profile;
};

if (flags.profile) {
  console.log(selfTimes(await profiled(), 45));
} else {
  const heap = {};
  for (const [name, subject] of Object.entries(subjects)) heap[name] = await heapBytes(subject);
  const children = {};
  for (const [name, subject] of Object.entries(subjects)) children[name] = await start(subject);
  const reports = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    for (const name of shuffled(Object.keys(subjects))) reports[name].push(await ask(children[name], 'times'));
  }
  const of = (name, key) => median(reports[name].map((report) => report[key]));
  const rows = Object.entries(subjects).map(([name, { title }]) => {
    const over = of(name, 'all') - of('bare', 'all');
    const share = (100 * over) / (of('theirs', 'all') - of('bare', 'all'));
    return [
      title,
      of(name, 'all').toFixed(1),
      name === 'bare' ? '' : over.toFixed(1),
      name === 'bare' ? '' : `**${share.toFixed(0)} %**`,
      of(name, 'awaited').toFixed(1),
      of(name, 'cpu').toFixed(1),
      Math.round(heap[name]).toLocaleString('en'),
    ];
  });
  const text = `## Warm invocation

\`npm run build && node benchmarks/invocation/run.mjs ${process.argv.slice(2).join(' ')}\`, Node ${versionOf(executable)}, ${machine()}, median of ${flags.rounds} batches of ${flags.count} invocations each, interleaved. A trivial \`async\` handler with one info line, one metric and one annotated span; stdout is /dev/null, the X-Ray daemon a socket in another process. µs per invocation: *all* with one turn of the event loop, *awaited* what the caller waits for, *over* above the bare handler, in bold as the share of what Powertools takes.

${table(['', 'all', 'over', 'of Powertools', 'awaited', 'processor', 'heap bytes'], rows)}

Where the rest goes, by \`--profile\`: handing the datagram to the kernel is the largest part, as it is of the one made by hand; then collecting the call site of the log line (\`location\`), whose code V8 finds cold in each invocation; the segment document; two writes through \`process.stdout\`, which keeps their order with what others write; starting the span. The rest is many small things of under 1 µs.`;
  console.log(text);
  if (flags.write) writeSection('warm invocation', text);
  for (const child of Object.values(children)) await stop(child);
}
daemon.disconnect();
