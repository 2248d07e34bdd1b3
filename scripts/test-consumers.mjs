// Packs the package and tries it as its users do: installed from the tarball into fresh projects, with the two lines of
// @opentelemetry/api that are out there; type-checked; run on Node.js 20, 22 and 24 from npm, as it is installed and as
// one bundled file that is copied away. Exits with 1 if anything is not as it should be. Needs a build.
//
//   npm run test:consumers                 everything: each bundler in each format, each program under each resolution
//   npm run test:consumers -- --pairwise   for .ci/run, in half the time: every value of every axis, every pair that matters.
//                                          esbuild stays whole. Left out: the other format of rollup and of webpack in
//                                          each project, the other resolution of the types beside the SDKs, and the
//                                          declarations of every subpath once more beside the SDKs.
//   … --keep                               leaves the projects where they are
//   … --output-file <file>                 writes what was passed, failed and skipped, as JSON
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { bundlers } from '../tests/consumers/bundlers.mjs';
import { countsOf, createChecks, printSummary } from '../tests/consumers/checks.mjs';
import { createDropIn, dropInArrivals, dropInPrograms, jestProblems } from '../tests/consumers/drop-in.mjs';
import { addTypes, createProject, projects, treeProblems, typeProblems } from '../tests/consumers/projects.mjs';
import { invokeOnce, missing, openReceivers } from '../tests/consumers/receivers.mjs';
import { root } from './entries.mjs';

const { values: flags } = parseArgs({
  options: {
    pairwise: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'output-file': { type: 'string' },
  },
});

const NODE_MAJORS = ['20', '22', '24'];

const execute = promisify(execFile);
const npm = (cwd, ...args) => execute('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd });
const work = mkdtempSync(join(tmpdir(), 'otel-powertools-consumers-'));
const { check, skip, rows } = createChecks();

const kept = (command) => `Run \`npm run test:consumers -- --keep\`; in the project's folder: ${command}`;

const nodeExecutables = async () => {
  const folders = NODE_MAJORS.map((major) => [major, join(work, `node-${major}`)]);
  await Promise.all(
    folders.map(async ([major, folder]) => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), '{"private":true}');
      await npm(folder, 'install', `node@${major}`);
    }),
  );
  return folders.map(([major, folder]) => [major, join(folder, 'node_modules/node/bin/node')]);
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

await check({
  group: 'tarball',
  title: 'publint --strict',
  remedy: 'Correct `exports` or `files` in package.json.',
  run: () => execute(join(tools, 'publint'), ['run', tarball, '--strict']).then(() => []),
});
await check({
  group: 'tarball',
  title: 'attw, resolution of node10, node16 and of bundlers',
  remedy:
    'An entry of `exports` or of `typesVersions` in package.json leads to a declaration of the other module format, or to none.',
  run: () => execute(join(tools, 'attw'), [tarball, '--profile', 'strict']).then(() => []),
});

const arrivals = {
  orders: {
    spans: ['POST /orders', 'charge'],
    metrics: ['OrderReceived', 'ItemsOrdered'],
    otlp: ['POST /orders', 'charge', 'OrderReceived', 'ItemsOrdered', 'order received'],
  },
  otlp: { spans: ['orders'], metrics: ['OrderReceived'], otlp: ['OrderReceived', 'order received'] },
  'drop-in': dropInArrivals,
};

/** Invokes the function in `file` on each Node.js that is not older than `oldest`. */
const invokeOnEach = async ({ group, title, how, file, program, oldest = 20 }) => {
  for (const [major, executable] of executables) {
    if (Number(major) < oldest) continue;
    await check({
      group,
      title: `${title}, Node ${major}`,
      remedy: kept(`with Node ${major}, \`node tests/consumers/invoke.mjs ${how} ${file}\``),
      run: async () => missing(await invokeOnce(executable, how, file, receivers), arrivals[program]),
    });
  }
};

/** The program where it is installed, without a bundler. */
const invokeInstalled = async (group, folder, program, oldest) => {
  const module = join(folder, `${program}.mjs`);
  const script = join(folder, `${program}.cjs`);
  await build({ entryPoints: [module], outfile: script, bundle: false, format: 'cjs', platform: 'node' });
  for (const [how, file] of [
    ['import', module],
    ['require', script],
  ]) {
    await invokeOnEach({ group, title: `${program} as installed, ${how}`, how, file, program, oldest });
  }
};

/** What README says of OTLP. */
const ALONE = 'invoked alone: otlp is compiled in, nothing to install, bundled or not';

/** Bundles the program and invokes the one file in a folder of its own. */
const invokeBundled = async (group, folder, name, { format, bundle }) => {
  const outdir = mkdtempSync(join(work, 'bundle-'));
  let outfile;
  const bundled = await check({
    group,
    title: `${name}: bundles without a warning`,
    remedy: kept(`bundle orders.mjs as \`${name}\` in tests/consumers/bundlers.mjs does`),
    run: async () => {
      const result = await bundle(folder, join(folder, 'orders.mjs'), outdir);
      outfile = result.outfile;
      return result.warnings;
    },
  });
  if (!bundled) return skip({ group, title: `${name}: ${ALONE}` });
  const file = join(mkdtempSync(join(work, 'alone-')), basename(outfile));
  copyFileSync(outfile, file);
  const how = format === 'esm' ? 'import' : 'require';
  await invokeOnEach({ group, title: `${name}: ${ALONE}`, how, file, program: 'orders' });
};

const checkTypes = async (group, folder, project, program, resolution, circumstances) => {
  await check({
    group,
    title: `types of ${program} ${circumstances}, ${resolution}`,
    remedy: kept(
      `\`npx tsc -p tsconfig.${program}.${resolution}.json\`. Declarations may name no package but the API.`,
    ),
    run: () => typeProblems(folder, project, program, resolution),
  });
};

/** Pairwise: esbuild in all forms, rollup and webpack in one format in each project, which is another in the next. */
const bundlersFor = (projectIndex) =>
  Object.entries(bundlers).filter(
    ([, { tool, format }]) =>
      !flags.pairwise || tool === 'esbuild' || (format === 'esm') === ((tool === 'rollup') === (projectIndex === 0)),
  );

for (const [index, [group, project]] of Object.entries(projects).entries()) {
  const folder = join(work, group.replaceAll(' ', '-'));
  const installed = await check({
    group,
    title: 'npm install, without --force',
    remedy:
      'A peer range in package.json refuses what this project installs (see `projects` in tests/consumers/projects.mjs).',
    run: () => createProject(folder, project, tarball).then(() => []),
  });
  if (!installed) {
    skip({ group, title: 'everything else' });
    continue;
  }
  await check({
    group,
    title: 'npm ls: nothing but the package and one @opentelemetry/api, no install script; notices',
    remedy:
      'Compile a new dependency in (devDependencies and scripts/build.mjs) rather than have users install it. The build writes the notices.',
    run: () => treeProblems(folder, project),
  });
  for (const resolution of project.resolutions) {
    await checkTypes(group, folder, project, 'names', resolution, 'without any SDK');
  }
  await invokeInstalled(group, folder, 'orders');
  // The newest packages want Node.js 22.
  if (project.newest) await invokeInstalled(group, folder, 'otlp', 22);
  for (const [name, bundler] of bundlersFor(index)) await invokeBundled(group, folder, name, bundler);
  await check({
    group,
    title: 'npm install of SDKs and types',
    remedy: 'The newest SDKs do not install beside the package: see `types` in tests/consumers/projects.mjs.',
    run: () => addTypes(folder, project, tarball).then(() => []),
  });
  for (const [position, resolution] of project.resolutions.entries()) {
    if (!flags.pairwise) await checkTypes(group, folder, project, 'names', resolution, 'beside the SDKs');
    if (flags.pairwise && position !== index) continue;
    await checkTypes(group, folder, project, 'with-sdks', resolution, 'beside the SDKs');
  }
}

const dropIn = join(work, 'drop-in');
const ready = await check({
  group: 'drop-in',
  title: 'npm install',
  remedy: 'See tests/consumers/drop-in.mjs.',
  run: () => createDropIn(dropIn, tarball).then(() => []),
});
if (!ready) skip({ group: 'drop-in', title: 'everything else' });
for (const { name, title, oldest } of ready ? dropInPrograms : []) {
  const file = join(dropIn, `${name}.mjs`);
  await invokeOnEach({ group: 'drop-in', title, how: 'import', file, program: 'drop-in', oldest });
}
if (ready) {
  await check({
    group: 'drop-in',
    title: 'ts-jest without a tsconfig',
    remedy: kept('`npx jest`'),
    run: () => jestProblems(dropIn, process.execPath),
  });
}

receivers.close();
printSummary(rows);
if (flags.keep) console.log(`The projects are in ${work}`);
else rmSync(work, { recursive: true, force: true });

const counts = countsOf(rows);
if (flags['output-file']) writeFileSync(flags['output-file'], JSON.stringify(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
