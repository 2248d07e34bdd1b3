// Packs the package and tries it as its users do: installed from the tarball into fresh projects, type-checked, bundled,
// the bundle alone copied away and invoked. Exits with 1 if anything is not as it should be.
//
//   npm run test:consumers              everything: Node.js 20, 22 and 24 from npm
//   npm run test:consumers -- --quick   the running Node.js and 24, each bundler in one of the projects
//   … --keep                            leaves the projects where they are
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { bundlers } from '../tests/consumers/bundlers.mjs';
import { addTypes, createProject, projects, treeProblems, typeProblems } from '../tests/consumers/projects.mjs';
import { invokeOnce, missing, openReceivers } from '../tests/consumers/receivers.mjs';
import { root } from './entries.mjs';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});

const execute = promisify(execFile);
const npm = (cwd, ...args) => execute('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd });
const work = mkdtempSync(join(tmpdir(), 'otel-powertools-consumers-'));
const rows = [];

/** Runs one check, which returns what is wrong. */
const check = async (name, run) => {
  const start = performance.now();
  const problems = await run().catch((error) => [error.stderr || error.message]);
  rows.push({ name, problems });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  for (const problem of problems) console.log(`     ${problem.trim().split('\n').join('\n     ')}`);
};

const nodeExecutables = async () => {
  const own = process.versions.node.split('.')[0];
  const executables = flags.quick ? { [own]: process.execPath } : {};
  for (const major of flags.quick ? ['24'] : ['20', '22', '24']) {
    if (executables[major]) continue;
    const folder = join(work, `node-${major}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    await npm(folder, 'install', `node@${major}`);
    executables[major] = join(folder, 'node_modules/node/bin/node');
  }
  return executables;
};

const pack = async () => {
  await npm(root, 'pack', '--ignore-scripts', '--pack-destination', work);
  const { name, version } = JSON.parse((await npm(root, 'pkg', 'get', 'name', 'version')).stdout);
  return join(work, `${name}-${version}.tgz`);
};

const tools = join(root, 'node_modules/.bin');
const tarball = await pack();
const executables = await nodeExecutables();
const receivers = await openReceivers();

await check('publint --strict', async () => {
  await execute(join(tools, 'publint'), ['run', tarball, '--strict']);
  return [];
});
await check('attw, node16 and bundler resolution', async () => {
  // Resolution as of Node.js 10 knows no subpath exports: nobody who can run this package uses it.
  await execute(join(tools, 'attw'), [tarball, '--profile', 'node16']);
  return [];
});

const arrivals = {
  orders: { spans: ['POST /orders', 'charge'], metrics: ['OrderReceived', 'ItemsOrdered'], otlp: false },
  otlp: { spans: ['orders'], metrics: ['OrderReceived'], otlp: true },
};

/** Copies the one file to a folder of its own and invokes it there on each Node.js. */
const invokeAlone = async (name, file, format, program) => {
  const alone = mkdtempSync(join(work, 'alone-'));
  const copy = join(alone, basename(file));
  copyFileSync(file, copy);
  for (const [major, executable] of Object.entries(executables)) {
    await check(`${name}, Node ${major}`, async () =>
      missing(
        await invokeOnce(executable, format === 'esm' ? 'import' : 'require', copy, receivers),
        arrivals[program],
      ),
    );
  }
};

/** The program where it is installed, without a bundler. */
const invokeInstalled = async (name, folder, program, oldest = 20) => {
  const module = join(folder, `${program}.mjs`);
  const script = join(folder, `${program}.cjs`);
  const { outputFiles } = await build({
    entryPoints: [module],
    bundle: false,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  writeFileSync(script, outputFiles[0].text);
  for (const [major, executable] of Object.entries(executables)) {
    if (Number(major) < oldest) continue;
    await check(`${name}, installed, import, Node ${major}`, async () =>
      missing(await invokeOnce(executable, 'import', module, receivers), arrivals[program]),
    );
    await check(`${name}, installed, require, Node ${major}`, async () =>
      missing(await invokeOnce(executable, 'require', script, receivers), arrivals[program]),
    );
  }
};

/** In the quick form each bundler runs in one project. */
const bundlersFor = (projectIndex) =>
  Object.entries(bundlers).filter((_, index) => !flags.quick || index % 2 === projectIndex % 2);

for (const [index, [title, project]] of Object.entries(projects).entries()) {
  const folder = join(work, title.replaceAll(' ', '-'));
  await check(`${title}: npm install`, async () => {
    await createProject(folder, project, tarball);
    return [];
  });
  await check(`${title}: one @opentelemetry/api, no install script, at most three dependencies, notices`, () =>
    treeProblems(folder),
  );
  for (const resolution of ['nodenext', 'bundler']) {
    await check(`${title}: types without any SDK, ${resolution}`, () =>
      typeProblems(folder, project, 'names', resolution),
    );
  }
  await invokeInstalled(`${title}: orders`, folder, 'orders');
  if (project.newest) await invokeInstalled(`${title}: newest OTLP exporter and instrumentation`, folder, 'otlp', 22);
  for (const [bundler, { format, bundle }] of bundlersFor(index)) {
    const name = `${title}: ${bundler}`;
    const outdir = mkdtempSync(join(work, 'bundle-'));
    let outfile;
    await check(`${name}, bundles without a warning`, async () => {
      const result = await bundle(folder, join(folder, 'orders.mjs'), outdir);
      outfile = result.outfile;
      return result.warnings;
    });
    if (outfile) await invokeAlone(name, outfile, format, 'orders');
  }
  await check(`${title}: npm install of SDKs and types`, async () => {
    await addTypes(folder, project, tarball);
    return [];
  });
  for (const resolution of ['nodenext', 'bundler']) {
    for (const program of ['names', 'with-sdks']) {
      await check(`${title}: types of ${program} beside the SDKs, ${resolution}`, () =>
        typeProblems(folder, project, program, resolution),
      );
    }
  }
}

receivers.close();
if (flags.keep) console.log(`\nThe projects are in ${work}`);
else rmSync(work, { recursive: true, force: true });

const failed = rows.filter(({ problems }) => problems.length > 0);
console.log(`\n${rows.length - failed.length} of ${rows.length} are as they should be`);
for (const { name } of failed) console.log(`  not: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;
