// What the caller of a function waits for where its telemetry goes over the network too: through the local Lambda, from the
// request to the end of the answer, to a collector that takes 200 ms, and to one that never answers. The ways take turns.
//
//   npm run build && node benchmarks/export-mode/run.mjs           (60 invocations each)
//   node benchmarks/export-mode/run.mjs --invocations 20 --write   (writes the section of RESULTS.md)
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { machine, root, shuffled, table, writeSection } from '../support.mjs';

const { values: options } = parseArgs({
  options: { invocations: { type: 'string', default: '60' }, write: { type: 'boolean', default: false } },
});
const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const INVOCATIONS = Number(options.invocations);
/** Until V8 has seen the code, and a dead collector is left alone. */
const YOUNG = 10;

const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-export-mode-'));
await build({
  ...{ entryPoints: [fileOf('subject.mjs')], outfile: join(folder, 'subject.mjs'), bundle: true, minify: true },
  ...{ platform: 'node', format: 'esm', mainFields: ['module', 'main'], logLevel: 'silent' },
});

const collector = fork(fileOf('collector.mjs'));
const [[slow, dead]] = await once(collector, 'message');
const otlp = (port, mode) => ({
  ...{ OTEL_TRACES_EXPORTER: 'xray,otlp', OTEL_METRICS_EXPORTER: 'emf,otlp', OTEL_LOGS_EXPORTER: 'json,otlp' },
  ...{ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, POWERTOOLS_EXPORT_MODE: mode },
});

const WAYS = {
  'X-Ray, EMF and JSON alone': {},
  'and OTLP, `after-response`, 200 ms': otlp(slow, 'after-response'),
  'and OTLP, `batch`, 200 ms': otlp(slow, 'batch'),
  'and OTLP, `before-response`, 200 ms': otlp(slow, 'before-response'),
  'and OTLP, `after-response`, no answer': otlp(dead, 'after-response'),
  'and OTLP, `before-response`, no answer': otlp(dead, 'before-response'),
};

const start = async (env) => {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const child = spawn(
    process.execPath,
    [
      join(root, 'dist/bin/otel-powertools.js'),
      'dev',
      'subject.handler',
      '--port',
      '0',
      '--no-ui',
      '--json',
      ...variables,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = '';
  for await (const chunk of child.stderr) {
    said += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (url) return { child, reports, url, agent: new Agent({ keepAlive: true }) };
  }
  throw new Error(said);
};

/** Milliseconds until the answer is there. Waits for the end of the invocation, too. */
const invoke = async ({ url, agent, reports }, id) => {
  const begin = performance.now();
  const took = await new Promise((resolve, reject) => {
    const call = request(`${url}/2015-03-31/functions/subject/invocations`, { method: 'POST', agent });
    call.on('error', reject);
    call.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - begin));
    });
    call.end(JSON.stringify({ id }));
  });
  await reports.next();
  return took;
};

const functions = await Promise.all(Object.values(WAYS).map(start));
const taken = functions.map(() => []);
for (let id = 0; id < INVOCATIONS; id += 1) {
  for (const [index, running] of shuffled([...functions.entries()])) taken[index].push(await invoke(running, id));
}
for (const { child } of functions) child.kill('SIGTERM');
collector.kill();
rmSync(folder, { recursive: true });

/** The quicker ones: what else the machine does is not in them. */
const quick = (all) => all.slice(YOUNG).sort((one, other) => one - other)[Math.floor((all.length - YOUNG) / 4)];
const alone = quick(taken[0] ?? []);
const PHASES = [
  ['1st', (all) => all[0]],
  ['2nd', (all) => all[1]],
  ['3rd', (all) => all[2]],
  [`from the ${YOUNG + 1}th on`, quick],
  ['beyond the first row', (all) => quick(all) - alone],
];
const rows = Object.keys(WAYS).map((name, index) => [
  name,
  ...PHASES.map(([, phase]) => `${phase(taken[index]).toFixed(2)} ms`),
]);
const text = `## What the caller waits for

One span, one counter, one log line; from the request to the end of the answer, through the local Lambda, to a collector that answers after
200 ms or never. First quartiles of ${INVOCATIONS} invocations each, which take turns (\`node benchmarks/export-mode/run.mjs\`; Node.js ${process.version}, ${machine()}).

${table(['telemetry goes to', ...PHASES.map(([title]) => title)], rows)}`;
process.stdout.write(`${text}\n`);
if (options.write) writeSection('export mode', text);
process.exit();
