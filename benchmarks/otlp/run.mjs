// What one export of 20 spans, 10 metrics and 20 log records takes of the processor, in the hundredth invocation of a fresh
// process: ours beside the official `@opentelemetry/exporter-*-otlp-proto`, in processes that take turns, to one server.
//
//   npm run build && node benchmarks/otlp/run.mjs             (15 processes each)
//   node benchmarks/otlp/run.mjs --processes 5 --write        (writes the section of RESULTS.md)
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { machine, median, shuffled, table, writeSection } from '../support.mjs';

const { values: options } = parseArgs({
  options: { processes: { type: 'string', default: '15' }, write: { type: 'boolean', default: false } },
});

const execute = promisify(execFile);
const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

const sink = fork(fileOf('sink.mjs'));
const [port] = await once(sink, 'message');

const SUBJECTS = ['ours', 'official', 'floor'];
const PHASES = [
  ['1st', (took) => took[0]],
  ['2nd to 10th', (took) => Math.min(...took.slice(1, 10))],
  // The least of some: a single one has a garbage collection in it, or not.
  ['about the 100th', (took) => Math.min(...took.slice(90, 110))],
];

const measured = Object.fromEntries(SUBJECTS.map((name) => [name, []]));
for (let round = 0; round < Number(options.processes); round += 1) {
  for (const name of shuffled(SUBJECTS)) {
    const { stdout } = await execute(process.execPath, [fileOf('subject.mjs'), name, `http://127.0.0.1:${port}`]);
    measured[name].push(JSON.parse(stdout));
  }
}
sink.kill();

const micros = (name, phase) => median(measured[name].map(phase));
const rows = PHASES.map(([title, phase]) => {
  const [ours, official, floor] = SUBJECTS.map((name) => micros(name, phase));
  return [title, ...[ours, official, floor].map((time) => `${Math.round(time)} µs`), (ours / official).toFixed(2)];
});
const text = `## OTLP

One export of 20 spans, 10 metrics and 20 log records as \`http/protobuf\`, until the three answers are there: time of the processor,
the least of the invocations that are named, medians of ${options.processes} fresh processes each, which take turns (\`node benchmarks/otlp/run.mjs\`; Node.js ${process.version}, ${machine()}).
The official exporters are \`@opentelemetry/exporter-*-otlp-proto\` 0.223.

${table(['invocation', 'otel-powertools', 'official', 'three posts of node:http', 'ratio to official'], rows)}`;
console.log(text);
if (options.write) writeSection('otlp', text);
