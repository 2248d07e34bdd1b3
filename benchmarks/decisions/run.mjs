// What each step of the build and each departure from a package saves: the same bundle with and without it, its minified
// bytes and the processor time of a fresh process that imports it, interleaved.
//
//   npm ci && node benchmarks/decisions/run.mjs [--rounds 20] [--only sdk-diet] [--node 24]
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ajvModules } from '../../scripts/ajv-modules.mjs';
import { Hits } from '../../scripts/hits.mjs';
import { jmespathParser } from '../../scripts/jmespath-parser.mjs';
import { metaSchema } from '../../scripts/meta-schema.mjs';
import { sdkDiet } from '../../scripts/sdk-diet.mjs';
import { median, nodeExecutable, root } from '../support.mjs';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, only: { type: 'string' }, node: { type: 'string' } },
});

const all = { sdkDiet, ajvModules, metaSchema, jmespathParser };
const without = (name) =>
  Object.entries(all)
    .filter(([key]) => key !== name)
    .map(([, plugin]) => plugin(new Hits()));

const wrapper = "import { withPowertools } from './src/with-powertools.ts'; globalThis.kept = withPowertools;";
const validation = "import { validate } from './src/validation/validate.ts'; globalThis.kept = validate;";
const search = "import { search } from './src/jmespath/search.ts'; globalThis.kept = search;";
const ourMeters =
  "import { MeterProvider } from './src/telemetry/meters/meter-provider.ts'; globalThis.kept = MeterProvider;";
const sdkMeters = "import { MeterProvider } from '@opentelemetry/sdk-metrics'; globalThis.kept = MeterProvider;";
const ourLogs =
  "import { createLoggerProvider } from './src/telemetry/logs/logger-provider.ts'; globalThis.kept = createLoggerProvider;";
const sdkLogs = "import { LoggerProvider } from '@opentelemetry/sdk-logs'; globalThis.kept = LoggerProvider;";

/** Function declarations as the arrow functions that they would be: V8 parses these at once. */
const asArrows = {
  name: 'as-arrows',
  setup(plugins) {
    plugins.onEnd(({ outputFiles }) => {
      for (const file of outputFiles ?? []) {
        const text = file.text.replaceAll(
          /^(async )?function ([\w$]+)(\([^\n]*\)) \{\n([\s\S]*?)\n\}$/gm,
          (whole, async = '', name, parameters, body) =>
            /\b(?:this|arguments|new\.target)\b|function\*/.test(body)
              ? whole
              : `var ${name} = ${async}${parameters} => {\n${body}\n};`,
        );
        file.contents = Buffer.from(text);
      }
    });
  },
};

const cases = {
  'sdk-diet': { what: 'withPowertools', on: { entry: wrapper }, off: { entry: wrapper, plugins: without('sdkDiet') } },
  'function-declarations': {
    what: 'withPowertools',
    on: { entry: wrapper, minify: false },
    off: { entry: wrapper, minify: false, plugins: [...without(), asArrows], isRewritten: true },
  },
  'own-meters': { what: 'MeterProvider', on: { entry: ourMeters }, off: { entry: sdkMeters } },
  'own-log-records': { what: 'LoggerProvider', on: { entry: ourLogs }, off: { entry: sdkLogs } },
  'ajv-compiled-in': {
    what: 'validate',
    on: { entry: validation },
    off: { entry: validation, plugins: without('ajvModules') },
  },
  'jmespath-parser': {
    what: 'search',
    on: { entry: search },
    off: { entry: search, plugins: without('jmespathParser') },
  },
};

const folder = join(tmpdir(), 'otel-powertools-decisions');
mkdirSync(folder, { recursive: true });
try {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
}

const bundle = async (name, { entry, plugins = without(), minify = true, isRewritten = false }) => {
  const outfile = join(folder, `${name}.mjs`);
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    minify,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['@opentelemetry/api', '@aws-sdk/*', '@opentelemetry/propagator-b3'],
    plugins,
    logLevel: 'error',
    write: !isRewritten,
  });
  if (isRewritten)
    execFileSync(
      process.execPath,
      ['-e', 'process.stdin.pipe(require("fs").createWriteStream(process.argv[1]))', outfile],
      { input: outputFiles[0].contents },
    );
  return outfile;
};

const node = nodeExecutable(flags.node);
const program = (file) => `
const before = process.cpuUsage();
await import(${JSON.stringify(file)});
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);`;
const timeOf = (file) =>
  Number(execFileSync(node, ['--input-type=module', '-e', program(file)], { encoding: 'utf8', cwd: folder }));

const kilobytes = (file) => (statSync(file).size / 1000).toFixed(1);

console.log('| decision | bundle | bytes with | without | import with, processor ms | without | ratio |');
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, { what, on, off }] of Object.entries(cases)) {
  if (flags.only && flags.only !== name) continue;
  const [withIt, withoutIt] = [await bundle(`${name}-on`, on), await bundle(`${name}-off`, off)];
  const times = { on: [], off: [], ratio: [] };
  for (let round = -1; round < Number(flags.rounds); round += 1) {
    const [a, b] = [timeOf(withIt), timeOf(withoutIt)];
    // The first round fills the file cache.
    if (round < 0) continue;
    times.on.push(a);
    times.off.push(b);
    times.ratio.push(a / b);
  }
  console.log(
    `| ${name} | ${what} | ${kilobytes(withIt)} kB | ${kilobytes(withoutIt)} kB | ${median(times.on).toFixed(1)} | ${median(times.off).toFixed(1)} | ${Math.round(100 * median(times.ratio))} % |`,
  );
}
