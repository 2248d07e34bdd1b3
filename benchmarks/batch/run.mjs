// What a batch of ten SQS messages costs, with a span for each record and without: this package beside Powertools' batch
// and its tracer. Every run is a fresh process, from its first invocation on; in each round every subject runs once, in
// another order. This process stands in for the X-Ray daemon.
//
//   npm run build && node benchmarks/batch/run.mjs [--rounds 9] [--node 20|22|24] [--only ours,theirs] [--write]
import { spawn } from 'node:child_process';
import { cpSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  udpSink,
  versionOf,
  writeSection,
} from '../support.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    node: { type: 'string' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    // As node's --cpu-prof: writes profiles of the subjects into this folder.
    profile: { type: 'string' },
  },
});

const RANGES = [
  [1, 1],
  [2, 10],
  [11, 100],
  [101, 1000],
  [1001, 5000],
];
/** Hot: V8 has compiled for good what there is. */
const WARM_UP = [5001, 8000];

const subjects = {
  bare: { title: 'the bare handler' },
  ours: { title: '`withPowertools(batch(…))`, ten spans', peer: 'theirs', spans: true },
  'ours-processor': { title: '`withPowertools` + `BatchProcessor`, ten spans', peer: 'theirs', spans: true },
  theirs: { title: "Powertools' batch with its tracer, ten subsegments", spans: true },
  'ours-untraced-function': { title: '`batch(…)`, nothing traced', peer: 'theirs-untraced' },
  'ours-untraced': { title: '`BatchProcessor`, nothing traced', peer: 'theirs-untraced' },
  'theirs-untraced': { title: "Powertools' batch" },
};
const chosen = (flags.only ?? Object.keys(subjects).join(',')).split(',');

const executable = nodeExecutable(flags.node);
const folder = installedFolder(`batch-${basename(root)}`, [
  '@aws-lambda-powertools/batch',
  '@aws-lambda-powertools/tracer',
  '@middy/core',
  '@opentelemetry/api',
]);
cpSync(join(root, 'benchmarks/batch'), join(folder, 'batch'), { recursive: true });

/** Bundled as it would be deployed. */
const bundled = async (name) => {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: {
      contents: `import { handler } from './subjects/${name}.mjs'; import { serve } from './serve.mjs'; serve(handler);`,
      resolveDir: join(folder, 'batch'),
    },
    outfile,
    bundle: true,
    minify: !flags.profile,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // aws-xray-sdk-core calls require in an ES module. All have it, so that all start alike.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
};

const nowhere = openSync('/dev/null', 'w');
const sink = await udpSink();
const bundles = new Map();
for (const name of chosen) bundles.set(name, await bundled(name));

/** Runs a fresh process to its end. */
const run = (name, ranges, execArgv = []) =>
  new Promise((resolve, reject) => {
    const child = spawn(executable, [...execArgv, bundles.get(name), JSON.stringify({ ranges })], {
      env: lambdaEnvironment({ daemonPort: sink.port }),
      stdio: ['ignore', nowhere, 'inherit', 'pipe'],
    });
    let text = '';
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${name} ended with ${code}`)),
    );
  });

/** Nobody is compared who does not do the work. */
const rehearse = async (name) => {
  const before = sink.datagrams;
  await run(name, [[1, 20]]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sent = sink.datagrams - before;
  if (subjects[name].spans ? sent < 18 : sent > 0) throw new Error(`${name} sent ${sent} datagrams in 20 invocations`);
};

const figures = new Map(chosen.map((name) => [name, []]));
for (const name of chosen) await rehearse(name);
if (flags.profile) {
  for (const name of chosen)
    await run(
      name,
      [[1, 400]],
      [
        '--cpu-prof',
        '--cpu-prof-interval=100',
        `--cpu-prof-dir=${flags.profile}`,
        `--cpu-prof-name=${name}.cpuprofile`,
      ],
    );
}
for (let round = 0; round < Number(flags.rounds); round += 1) {
  for (const name of shuffled(chosen)) figures.get(name).push(await run(name, [...RANGES, WARM_UP]));
}

const inWords = ([first, last]) => (first === last ? '1st' : `${first}–${last}`);
const cell = (name, range, key) => {
  const values = figures.get(name).map((report) => report[range][key]);
  const { peer } = subjects[name];
  const text = median(values).toLocaleString('en', { maximumFractionDigits: median(values) < 100 ? 1 : 0 });
  if (!peer || !figures.has(peer)) return text;
  const share = median(values.map((value, round) => value / figures.get(peer)[round][range][key]));
  return `${text} **${Math.round(100 * share)} %**`;
};
const all = [...RANGES, WARM_UP];
const version = versionOf(executable);
const tableOf = (key) =>
  table(
    ['', ...all.map(inWords)],
    chosen.map((name) => [subjects[name].title, ...all.map((_, range) => cell(name, range, key))]),
  );
const text = `## A batch of ten messages, Node ${version.slice(1).split('.')[0]}

\`${`npm run build && node benchmarks/batch/run.mjs ${process.argv.slice(2).join(' ')}`.trim()}\`, Node ${version}, ${machine()}, median of ${flags.rounds} fresh processes each, interleaved, minified ES module bundles. Ten messages that carry their sender's trace header; the work on each is \`JSON.parse\`. µs per invocation, with one turn of the event loop, the mean of the range within a process. **Bold** is the share of what Powertools' batch takes in the same round, with its tracer or without.

${tableOf('turned')}

Processor time of all threads, the parsing of the event included:

${tableOf('processor')}`;
console.log(text);
if (flags.write) writeSection(`batch, Node ${version.slice(1).split('.')[0]}`, text);
sink.close();
