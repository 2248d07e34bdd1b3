// How long a function takes until its module is evaluated, how long its first invocation takes, what memory it needs:
// this package beside Powertools for AWS Lambda, a plain OpenTelemetry SDK and ADOT, as installed and bundled by esbuild.
// Every run is a process of its own; in each round every case and variant runs once, in another order.
//
//   npm run build && node benchmarks/cold-start/run.mjs [--rounds 25] [--node 24] [--only trio,their-trio] [--adot] [--write]
//
// --write puts the tables into benchmarks/RESULTS.md and a summary into README.md, --adot installs ADOT (76 MB) beside the others.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, transform } from 'esbuild';
import {
  installedFolder,
  lambdaEnvironment,
  machine,
  median,
  nodeExecutable,
  README,
  shuffled,
  table,
  udpSink,
  versionOf,
  writeSection,
} from '../support.mjs';
import { cases, packages } from './cases.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    node: { type: 'string' },
    only: { type: 'string' },
    adot: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const VARIANTS = ['bundled-esm', 'bundled-cjs', 'installed-esm', 'installed-cjs'];

const events = {
  order: { order_id: 'A-1001', total: 12.5 },
  http: {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders/A-1001',
    rawQueryString: '',
    headers: { host: 'example.com', 'x-forwarded-proto': 'https' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'example.com',
      domainPrefix: 'api',
      http: {
        method: 'GET',
        path: '/orders/A-1001',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'benchmark',
      },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:00:00:00 +0000',
      timeEpoch: 1795392000000,
    },
    isBase64Encoded: false,
  },
};

/** Runs after the module of a case: notes the time, invokes once, reports on file descriptor 3. */
const harness = (event) => `
const ready = { wall: performance.now(), cpu: process.cpuUsage(), rss: process.memoryUsage.rss() };
const begin = performance.now();
handler(${JSON.stringify(event)}, {
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '1024',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => 10_000,
}).then(
  () => {
    const end = process.cpuUsage();
    const report = {
      wall: ready.wall,
      cpu: (ready.cpu.user + ready.cpu.system) / 1000,
      rss: ready.rss,
      first: performance.now() - begin,
      response: (end.user + end.system) / 1000,
      peak: process.resourceUsage().maxRSS * 1024,
    };
    process.getBuiltinModule('node:fs').writeSync(3, JSON.stringify(report));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
`;

const wanted = Object.entries(cases).filter(
  ([name, { package: own }]) =>
    name === 'empty' || (flags.only ? flags.only.split(',').includes(name) : !own || flags.adot),
);
const executable = nodeExecutable(flags.node);
const shared = installedFolder('cold-start', packages);
const folderOf = ({ package: own }) => (own ? installedFolder('cold-start-adot', [own, '@opentelemetry/api']) : shared);

const prepare = async (name, definition) => {
  const folder = folderOf(definition);
  const sources = join(folder, 'cases');
  const bundles = join(folder, 'bundles');
  mkdirSync(sources, { recursive: true });
  mkdirSync(bundles, { recursive: true });
  const source = `${definition.source}\n${harness(events[definition.event ?? 'order'])}`;
  const module = join(sources, `${name}.mjs`);
  writeFileSync(module, source);
  const script = join(sources, `${name}.cjs`);
  const { code } = await transform(source.replace('export const handler', 'const handler'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  });
  writeFileSync(script, code);
  const bundle = async (format) => {
    const outfile = join(bundles, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
    rmSync(outfile, { force: true });
    await build({
      entryPoints: [module],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format,
      // What makes the peers' ES modules smallest; CommonJS is esbuild's default.
      ...(format === 'esm' && {
        mainFields: ['module', 'main'],
        // aws-xray-sdk-core, aws-sdk and the SDK's context manager call require in an ES module.
        banner: /their|sdk|adot/.test(name)
          ? {
              js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
            }
          : {},
      }),
      logLevel: 'error',
    });
    return outfile;
  };
  const files = {
    'installed-esm': module,
    'installed-cjs': script,
    'bundled-esm': await bundle('esm'),
    'bundled-cjs': await bundle('cjs'),
  };
  return {
    files,
    bytes: { esm: statSync(files['bundled-esm']).size, cjs: statSync(files['bundled-cjs']).size },
  };
};

const sink = await udpSink();
// Enough of DynamoDB for a store that finds nothing there.
const dynamodb = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'));
});
await new Promise((resolve) => dynamodb.listen(0, '127.0.0.1', resolve));
const env = lambdaEnvironment({
  daemonPort: sink.port,
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynamodb.address().port}`,
});

const start = (file) =>
  new Promise((resolve, reject) => {
    const child = spawn(executable, [file], { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let report = '';
    let complaint = '';
    child.stdio[3].on('data', (chunk) => {
      report += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.on('close', (code) => {
      if (code === 0 && report) resolve(JSON.parse(report));
      else reject(new Error(`${file} ended with ${code}: ${complaint}`));
    });
  });

const prepared = new Map();
for (const [name, definition] of wanted) prepared.set(name, await prepare(name, definition));

const runs = [...prepared].flatMap(([name, { files }]) =>
  VARIANTS.map((variant) => ({ name, variant, file: files[variant] })),
);
const measured = new Map(runs.map(({ name, variant }) => [`${name} ${variant}`, []]));
const failed = new Map();
const rounds = Number(flags.rounds);
// The first round fills the page cache and is not counted.
for (let round = 0; round <= rounds; round += 1) {
  for (const { name, variant, file } of shuffled(runs)) {
    if (failed.has(`${name} ${variant}`)) continue;
    try {
      const report = await start(file);
      if (round > 0) measured.get(`${name} ${variant}`).push(report);
    } catch (error) {
      failed.set(`${name} ${variant}`, error.message);
      console.error(error.message.split('\n').slice(0, 8).join('\n'));
    }
  }
  if (process.stderr.isTTY) process.stderr.write(`\rround ${round}/${rounds}`);
}
sink.close();
dynamodb.close();

const of = (name, variant, key) => median(measured.get(`${name} ${variant}`)?.map((report) => report[key]) ?? []);
const over = (name, variant, key) => of(name, variant, key) - of('empty', variant, key);
const number = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : 'fails');
const share = (ours, theirs) => (Number.isFinite(ours / theirs) ? `${Math.round((100 * ours) / theirs)} %` : '');
const bold = (ours, theirs) => (share(ours, theirs) ? ` **${share(ours, theirs)}**` : '');
const cell = (name, beside, variant, key) => {
  if (name === 'empty') return `(${number(of(name, variant, key))})`;
  const value = over(name, variant, key);
  const ratio = beside && prepared.has(beside) ? bold(value, over(beside, variant, key)) : '';
  return `${number(value)}${ratio}`;
};

const titles = wanted.map(([name, { title, beside }]) => ({ name, title, beside }));
const VARIANTS_IN_WORDS = ['ESM bundle', 'CJS bundle', 'ESM installed', 'CJS installed'];
const initTable = (key) =>
  table(
    ['', ...VARIANTS_IN_WORDS],
    titles.map(({ name, title, beside }) => [title, ...VARIANTS.map((variant) => cell(name, beside, variant, key))]),
  );
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const restTable = table(
  ['', 'ESM kB', 'CJS kB', 'first invocation, ESM ms', 'CJS ms', 'peak memory over empty, ESM MB', 'CJS MB'],
  titles.map(({ name, title, beside }) => {
    const { bytes } = prepared.get(name);
    const other = beside && prepared.get(beside)?.bytes;
    const size = (format) => `${kilobytes(bytes[format])}${other ? bold(bytes[format], other[format]) : ''}`;
    const first = (variant) =>
      `${number(of(name, variant, 'first'))}${other ? bold(of(name, variant, 'first'), of(beside, variant, 'first')) : ''}`;
    const peak = (variant) =>
      name === 'empty' ? `(${number(of(name, variant, 'peak') / 1e6)})` : number(over(name, variant, 'peak') / 1e6);
    return [
      title,
      size('esm'),
      size('cjs'),
      first('bundled-esm'),
      first('bundled-cjs'),
      peak('bundled-esm'),
      peak('bundled-cjs'),
    ];
  }),
);

const command = `npm run build && node benchmarks/cold-start/run.mjs ${process.argv.slice(2).join(' ')}`;
const text = `## Cold start

\`${command}\`, Node ${versionOf(executable)}, ${machine()}, median of ${rounds} fresh processes each, interleaved. **Bold** is the share of what Powertools for AWS Lambda (TypeScript) takes for the same: trust it rather than the milliseconds.

Milliseconds of processor time until the function's module is evaluated, over those of an empty module (in brackets); other processes on the machine disturb them less than time on the clock:

${initTable('cpu')}

The same on the clock:

${initTable('wall')}

Milliseconds of processor time until the first response: what is loaded in the background while a function starts, or when it is first needed, is in these alone:

${initTable('response')}

Minified bundles, the first invocation, and memory at its end:

${restTable}`;

/** The few rows that somebody who has not decided yet asks for, as shares of Powertools' for the same. */
const summary = () => {
  const wanted = titles.filter(({ name }) =>
    ['wrapper', 'trio', 'orders', 'orders-light', 'sdk', 'adot'].includes(name),
  );
  const rows = wanted.map(({ name, title, beside = 'their-trio' }) => {
    const shares = (key) => VARIANTS.map((variant) => share(over(name, variant, key), over(beside, variant, key)));
    const [response] = shares('response');
    return [title, ...shares('cpu'), response, kilobytes(prepared.get(name).bytes.esm)];
  });
  const head = ['', ...VARIANTS_IN_WORDS, 'ESM bundle, until it has answered', 'bundle, kB'];
  return `${table(head, rows)}

Processor time until the function's module is evaluated (and, in the last but one column, until its first invocation is answered), over that of an empty module, as a share of what Powertools for AWS Lambda (TypeScript) takes for the same, or its Logger, Tracer and Metrics where there is no such thing; their bundle has ${kilobytes(prepared.get('their-trio').bytes.esm)} kB. Node ${versionOf(executable)}, median of ${rounds} fresh processes each, interleaved. Made by \`${command}\`, which writes [all of it](benchmarks/RESULTS.md).`;
};

console.log(text);
if (flags.write) {
  writeSection('cold start', text);
  writeSection('cold start', summary(), README);
}
if (flags.json) {
  writeFileSync(flags.json, JSON.stringify(Object.fromEntries(measured)));
}
if (failed.size > 0) process.exitCode = 1;
