// What an invocation costs while the process is young, as most of Lambda's are: a sandbox serves some hundreds of
// invocations, and V8 interprets nearly all of them. Every run is a fresh process, from its first invocation on; in each
// round every subject runs once, in another order. stdout is /dev/null, this process stands in for the X-Ray daemon.
//
//   npm run build && node benchmarks/young/run.mjs [--rounds 9] [--event http,sqs,plain] [--node 20|22|24] [--write]
//   … --only trio,their-middy    these subjects alone
//   … --beside ../before         the same subjects of ours on the build of another checkout, as rows of their own
//   … --profile trio [--range 11-410] [--functions 60] [--least 1]
//                                where the time goes, by function and as a tree, microseconds an invocation
//
// --write puts a section for that version of Node.js into benchmarks/RESULTS.md, and on Node.js 24 the table into README.md.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import {
  installedFolder,
  lambdaEnvironment,
  machine,
  median,
  nodeExecutable,
  README,
  root,
  shuffled,
  table,
  udpSink,
  versionOf,
  writeSection,
} from '../support.mjs';
import { events, titles } from './events.mjs';
import { summary } from './profile.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    event: { type: 'string', default: Object.keys(events).join(',') },
    node: { type: 'string' },
    only: { type: 'string' },
    beside: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    profile: { type: 'string' },
    range: { type: 'string', default: '11-410' },
    functions: { type: 'string', default: '60' },
    least: { type: 'string', default: '1' },
  },
});

const RANGES = [
  [1, 1],
  [2, 10],
  [11, 100],
  [101, 1000],
  [1001, 5000],
];
/** Where the heap is measured: past what is made once, before anything is optimised. */
const HEAP_RANGES = [
  [1, 100],
  [101, 400],
];
const PEER = 'their-middy';
const here = join(root, 'benchmarks/young');
const invocation = join(root, 'benchmarks/invocation/subjects');

/** What each writes and sends in an invocation is what the rehearsal expects of it. */
const known = {
  bare: { title: 'the bare handler', file: join(invocation, 'bare.mjs'), lines: 0, datagrams: 0 },
  hand: { title: 'by hand: two lines, one datagram', file: join(invocation, 'floor.mjs'), lines: 2, datagrams: 1 },
  wrapper: { title: '`withPowertools` alone', file: join(here, 'subjects/wrapper.mjs'), lines: 0, datagrams: 1 },
  trio: {
    title: '`withPowertools` + Logger + Metrics',
    file: join(here, 'subjects/trio.mjs'),
    lines: 2,
    datagrams: 1,
  },
  'their-middy': {
    title: "Powertools' trio, middy middleware",
    file: join(here, 'subjects/their-middy.mjs'),
    lines: 2,
    datagrams: 1,
  },
  'their-hand': {
    title: "Powertools' trio, by hand",
    file: join(here, 'subjects/their-hand.mjs'),
    lines: 2,
    datagrams: 1,
  },
};

const OURS = ['wrapper', 'trio'];
const chosen = (flags.profile ?? flags.only ?? Object.keys(known).join(',')).split(',');
for (const name of chosen) {
  if (!known[name]) throw new Error(`no subject "${name}": there are ${Object.keys(known).join(', ')}`);
}
const chosenEvents = flags.event.split(',');
for (const event of chosenEvents) {
  if (!events[event]) throw new Error(`no event "${event}": there are ${Object.keys(events).join(', ')}`);
}
const subjects = new Map(chosen.map((name) => [name, known[name]]));
if (flags.beside) {
  for (const name of chosen.filter((each) => OURS.includes(each))) {
    const title = `${known[name].title}, \`${flags.beside}\``;
    subjects.set(`${name} beside`, { ...known[name], title, checkout: resolve(flags.beside) });
  }
}

const executable = nodeExecutable(flags.node);
// Two checkouts may measure at the same time.
const folder = installedFolder(`young-${basename(root)}`, [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-lambda-powertools/tracer',
  '@middy/core',
  '@opentelemetry/api',
]);

/** Has a subject import the package from another checkout, built there. */
const fromCheckout = (checkout) => {
  const modules = join(folder, 'beside', 'node_modules');
  rmSync(join(folder, 'beside'), { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  symlinkSync(checkout, join(modules, 'otel-powertools'));
  return {
    name: 'from-checkout',
    setup(build) {
      build.onResolve({ filter: /^otel-powertools(\/|$)/ }, ({ path, kind, resolveDir }) =>
        resolveDir === modules ? undefined : build.resolve(path, { kind, resolveDir: modules }),
      );
    },
  };
};

/** Bundled as it would be deployed; for a profile not minified, so that functions have their names. */
const bundled = async (name, { file, checkout }) => {
  const outfile = join(folder, `${name.replace(' ', '-')}.mjs`);
  const sources = join(folder, 'young');
  cpSync(here, sources, { recursive: true });
  cpSync(file, join(sources, 'subjects', basename(file)));
  await build({
    stdin: {
      contents: `import { handler } from './subjects/${basename(file)}'; import { serve } from './serve.mjs'; serve(handler);`,
      resolveDir: sources,
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
    plugins: checkout ? [fromCheckout(checkout)] : [],
    logLevel: 'error',
  });
  return outfile;
};

const bundles = new Map();
for (const [name, subject] of subjects) bundles.set(name, await bundled(name, subject));

const nowhere = openSync('/dev/null', 'w');
const sink = await udpSink();

/** Runs a fresh process to its end: its report, and the lines it wrote where they are asked for. */
const run = (name, event, settings, { execArgv = [], listen = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(executable, [...execArgv, bundles.get(name), JSON.stringify(settings)], {
      env: lambdaEnvironment({ daemonPort: sink.port, BENCHMARK_EVENT: event }),
      stdio: ['ignore', listen ? 'pipe' : nowhere, 'inherit', 'pipe'],
    });
    const text = { report: '', stdout: '' };
    child.stdio[3].on('data', (chunk) => {
      text.report += chunk;
    });
    child.stdout?.on('data', (chunk) => {
      text.stdout += chunk;
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ report: JSON.parse(text.report), lines: text.stdout.split('\n').length - 1 });
      else reject(new Error(`${name} ended with ${code}`));
    });
  });

/** Nobody is compared who does not do the work: each writes its lines and sends its datagrams. */
const rehearse = async (name, event) => {
  const { lines, datagrams } = subjects.get(name);
  const count = 50;
  const before = sink.datagrams;
  const written = await run(name, event, { mode: 'times', ranges: [[1, count]] }, { listen: true });
  // The kernel has them all when the process has ended; one more turn takes them out of it.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sent = sink.datagrams - before;
  if (written.lines !== lines * count || sent < datagrams * count * 0.9 || (datagrams === 0 && sent > 0)) {
    throw new Error(
      `${name} wrote ${written.lines} lines and sent ${sent} datagrams in ${count} invocations of ${event}, ` +
        `where ${lines * count} and ${datagrams * count} are expected`,
    );
  }
};

const heapOptions = { execArgv: ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'] };

const measure = async (event) => {
  const times = new Map([...subjects.keys()].map((name) => [name, []]));
  const heap = new Map([...subjects.keys()].map((name) => [name, []]));
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    for (const name of shuffled([...subjects.keys()])) {
      times.get(name).push((await run(name, event, { mode: 'times', ranges: RANGES })).report);
    }
    for (const name of subjects.keys()) {
      // Counted bytes do not vary as times do.
      if (round < 3) {
        heap.get(name).push((await run(name, event, { mode: 'heap', ranges: HEAP_RANGES }, heapOptions)).report);
      }
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${event}: round ${round + 1}/${flags.rounds} `);
  }
  return { times, heap };
};

const grouped = (value) => Math.round(value).toLocaleString('en');
const inWords = ([first, last]) => (first === last ? '1st' : `${grouped(first)}–${grouped(last)}`);

/** The median of a figure, and that of its share of the peer's round by round. */
const figureOf = ({ times }, name, range, key) => {
  const values = times.get(name).map((report) => report[range][key]);
  const peers = times.get(PEER)?.map((report) => report[range][key]);
  const share = peers && name !== PEER ? median(values.map((value, round) => value / peers[round])) : undefined;
  return { value: median(values), share };
};

const isOurs = (name) => OURS.includes(name.split(' ')[0]);
const percent = (share) => `**${Math.round(100 * share)} %**`;

const timesTable = (measured, key, shownShares) =>
  table(
    ['', ...RANGES.map(inWords)],
    [...subjects].map(([name, { title }]) => [
      title,
      ...RANGES.map((_, range) => {
        const { value, share } = figureOf(measured, name, range, key);
        return share !== undefined && shownShares(name) ? `${grouped(value)} ${percent(share)}` : grouped(value);
      }),
    ]),
  );

const heapTable = (measured) =>
  table(
    ['', 'heap bytes, invocations 101–400'],
    [...subjects].map(([name, { title }]) => [title, grouped(median(measured.heap.get(name)))]),
  );

const sectionOf = (event, measured) => `### ${titles[event][0].toUpperCase()}${titles[event].slice(1)}

With one turn of the event loop, which takes what was sent without being awaited:

${timesTable(measured, 'turned', isOurs)}

Awaited, which is what the caller waits for:

${timesTable(measured, 'awaited', isOurs)}

Processor time of all threads:

${timesTable(measured, 'processor', isOurs)}

${heapTable(measured)}`;

const command = `npm run build && node benchmarks/young/run.mjs ${process.argv.slice(2).join(' ')}`.trim();
const version = versionOf(executable);

const resultsOf = (all) => `## Young invocation, Node ${version.slice(1).split('.')[0]}

\`${command}\`, Node ${version}, ${machine()}, median of ${flags.rounds} fresh processes each, interleaved, minified ES module bundles. A trivial \`async\` handler; those with a logger and metrics write one info line and one metric. µs per invocation, the mean of the range within a process. **Bold** is the share of what Powertools' trio takes by middy in the same round: trust it rather than the microseconds. From one round to the next the processes are new, so the ranges say what a sandbox sees.

${[...all].map(([event, measured]) => sectionOf(event, measured)).join('\n\n')}`;

const summaryOf = ([event, measured]) => `${timesTable(measured, 'turned', isOurs)}

µs per invocation in a fresh process, by the number of the invocation, for ${titles[event]}, one info line and one metric, with one turn of the event loop; **bold** is the share of what Powertools' trio takes by middy. Node ${version}, median of ${flags.rounds} processes each, interleaved. Made by \`${command}\`, which writes [all of it](benchmarks/RESULTS.md): what the caller waits for, processor time, heap and other events.`;

const profiled = async () => {
  const [first, last] = flags.range.split('-').map(Number);
  const ranges = first > 1 ? [[1, first - 1]] : [];
  ranges.push([first, last]);
  const chunks = join(folder, 'node_modules/otel-powertools/dist/esm');
  const files = readdirSync(chunks, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(chunks, file));
  for (const name of subjects.keys()) {
    for (const event of chosenEvents) {
      const profiles = [];
      for (let round = 0; round < Number(flags.rounds); round += 1) {
        profiles.push((await run(name, event, { mode: 'profile', ranges })).report);
      }
      console.log(
        `\n${name}, ${event}, invocations ${first} to ${last}, ${flags.rounds} processes, Node ${version}\n` +
          `lines are those of ${bundles.get(name)}\n`,
      );
      console.log(
        summary(profiles, {
          bundle: bundles.get(name),
          files,
          invocations: last - first + 1,
          functions: Number(flags.functions),
          least: Number(flags.least),
        }),
      );
    }
  }
};

const measureAll = async () => {
  const all = new Map();
  for (const event of chosenEvents) {
    for (const name of subjects.keys()) await rehearse(name, event);
    all.set(event, await measure(event));
  }
  const text = resultsOf(all);
  console.log(text);
  if (flags.write) {
    const major = version.slice(1).split('.')[0];
    writeSection(`young invocation, Node ${major}`, text);
    if (major === '24') writeSection('young invocation', summaryOf([...all][0]), README);
  }
  if (flags.json) {
    const raw = [...all].map(([event, { times, heap }]) => [
      event,
      { times: Object.fromEntries(times), heap: Object.fromEntries(heap) },
    ]);
    writeFileSync(flags.json, JSON.stringify(Object.fromEntries(raw)));
  }
};

await (flags.profile ? profiled() : measureAll());
sink.close();
