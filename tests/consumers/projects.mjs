// Fresh projects that install the packed package, as a user does: with npm's defaults, without --force.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { subpaths } from '../../scripts/entries.mjs';

const execute = promisify(execFile);
const programs = fileURLToPath(new URL('programs/', import.meta.url));

const TOOLS = {
  '@rollup/plugin-commonjs': '^29.0.0',
  '@rollup/plugin-json': '^6.1.0',
  '@rollup/plugin-node-resolve': '^16.0.0',
  '@types/node': '^20.19.0',
  esbuild: '^0.28.0',
  rollup: '^4.0.0',
  webpack: '^5.100.0',
};

/** The two lines of OpenTelemetry packages that are out there, each with a TypeScript of its time. */
export const projects = {
  'api 1.9': {
    dependencies: { '@opentelemetry/api': '~1.9.0' },
    tools: { ...TOOLS, typescript: '~5.9.0' },
    resolutions: ['nodenext', 'bundler', 'node10'],
    types: {
      '@opentelemetry/sdk-logs': '^0.223.0',
      '@opentelemetry/sdk-metrics': '^2.12.0',
      '@opentelemetry/sdk-trace-base': '^2.12.0',
    },
  },
  'api 1.10': {
    dependencies: {
      '@opentelemetry/api': '^1.10.0',
      '@opentelemetry/exporter-trace-otlp-proto': '>=0.301.0',
      '@opentelemetry/instrumentation': '>=0.301.0',
      '@opentelemetry/instrumentation-undici': '>=0.34.0',
    },
    tools: { ...TOOLS, typescript: '*' },
    resolutions: ['nodenext', 'bundler'],
    types: {
      '@opentelemetry/sdk-logs': '>=3.1.0',
      '@opentelemetry/sdk-metrics': '>=3.1.0',
      '@opentelemetry/sdk-trace': '>=3.1.0',
    },
    // These want Node.js 22.15 or later; on an older one npm warns and installs them.
    newest: true,
    // What sdk-trace-base is called since 3.0.
    renamed: { '@opentelemetry/sdk-trace-base': '@opentelemetry/sdk-trace' },
  },
};

const COMMON_TYPES = {
  '@aws-sdk/client-dynamodb': '^3.1164.0',
  '@types/aws-lambda': '^8.10.0',
  ajv: '^8.0.0',
  'ajv-formats': '^3.0.0',
};

const npm = (folder, ...args) =>
  execute('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder, maxBuffer: 1 << 26 });

const writeManifest = (folder, { dependencies, devDependencies }) =>
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, dependencies, devDependencies }, undefined, 2),
  );

const install = async (folder) => {
  const { stderr } = await npm(folder, 'install');
  if (stderr.includes('ERESOLVE')) throw new Error(`npm complains:\n${stderr}`);
};

/** Creates and installs a project in `folder`. */
export const createProject = async (folder, { dependencies, tools }, tarball) => {
  mkdirSync(folder, { recursive: true });
  for (const name of ['orders.mjs', 'otlp.mjs']) copyFileSync(join(programs, name), join(folder, name));
  writeManifest(folder, {
    dependencies: { ...dependencies, 'otel-powertools': `file:${tarball}` },
    devDependencies: tools,
  });
  await install(folder);
};

/** Adds the packages whose types ours must fit. */
export const addTypes = async (folder, { dependencies, tools, types }, tarball) => {
  writeManifest(folder, {
    dependencies: { ...dependencies, 'otel-powertools': `file:${tarball}` },
    devDependencies: { ...tools, ...types, ...COMMON_TYPES },
  });
  await install(folder);
};

/** What is wrong with the installed tree, if anything: what npm sees, what is too much, scripts, copies of the API, no notices. */
export const treeProblems = async (folder, project) => {
  const { stdout } = await npm(folder, 'ls', '--all', '--omit=dev', '--json');
  const { problems = [] } = JSON.parse(stdout);
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const needed = Object.entries(packages).filter(([path, { dev }]) => path && !dev);
  const copies = needed.map(([path]) => path).filter((path) => path.endsWith('node_modules/@opentelemetry/api'));
  const scripts = needed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  const brought = Object.keys(packages['node_modules/otel-powertools'].dependencies ?? {});
  const asksForMore = Object.keys(project.dependencies).length > 1;
  const shipped = join(folder, 'node_modules/otel-powertools');
  const papers = ['LICENSE', 'NOTICE', NOTICES].filter((file) => !existsSync(join(shipped, file)));
  return [
    ...problems,
    ...papers.map((file) => `${file} is not in the package`),
    ...(papers.includes(NOTICES) ? [] : noticeProblems(shipped)),
    ...(copies.length === 1 ? [] : [`${copies.length} copies of @opentelemetry/api: ${copies.join(', ')}`]),
    ...scripts.map((path) => `${path} runs a script when it is installed`),
    ...brought.map((name) => `otel-powertools brings ${name}`),
    ...(asksForMore || needed.length === 2
      ? []
      : [`${needed.length} packages: ${needed.map(([path]) => path).join(', ')}`]),
  ];
};

const NOTICES = 'THIRD-PARTY-NOTICES.md';

/** esbuild heads what it took from a file with the path of it. */
const ORIGIN = /^\s*\/\/ (?:.*\/)?node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm;

/** What a user's own scan for SPDX identifiers does not find of what is compiled in. */
const noticeProblems = (shipped) => {
  const notices = readFileSync(join(shipped, NOTICES), 'utf8');
  const noticed = new Set(
    [...notices.matchAll(/^- (\S+) \S+ \(SPDX-License-Identifier: [\w.-]+\)$/gm)].map(([, name]) => name),
  );
  const scripts = readdirSync(join(shipped, 'dist'), { recursive: true }).filter((file) => file.endsWith('.js'));
  const compiledIn = new Set(
    scripts.flatMap((file) =>
      [...readFileSync(join(shipped, 'dist', file), 'utf8').matchAll(ORIGIN)].map(([, name]) => name),
    ),
  );
  if (!compiledIn.has('ajv')) return ['the code that is compiled in does not say where it comes from'];
  return [...compiledIn]
    .filter((name) => !noticed.has(name))
    .map((name) => `${NOTICES} has no SPDX-License-Identifier for ${name}`);
};

/** Subpaths whose declarations name the library that they are for. */
const TYPED_BY_OTHERS =
  /^\.\/(idempotency\/(types|dynamodb(\/types)?)|parser\/zod|parameters\/(dynamodb(\/types)?|(ssm|secrets|appconfig)(\/types)?))$/;

/** Imports every other subpath. */
const everySubpath = () =>
  subpaths
    .filter((subpath) => !TYPED_BY_OTHERS.test(subpath))
    .map((subpath, index) => `export * as subpath${index} from 'otel-powertools${subpath.slice(1)}';\n`)
    .join('');

/** How TypeScript finds declarations: the name of the setting, the modules that go with it, and the files. */
export const resolutions = {
  nodenext: { module: 'nodenext', extensions: ['.mts', '.cts'] },
  bundler: { module: 'esnext', extensions: ['.mts'] },
  // The default with CommonJS up to TypeScript 5; gone in 7.
  node10: { module: 'commonjs', extensions: ['.ts'] },
};

/** What TypeScript says about `program` in `folder`, as an ES module and as CommonJS where the resolution knows both. */
export const typeProblems = async (folder, { renamed = {} }, program, resolution) => {
  const { module, extensions } = resolutions[resolution];
  const files = extensions.map((extension) => `${program}${extension}`);
  let text = readFileSync(join(programs, `${program}.mts`), 'utf8');
  for (const [before, now] of Object.entries(renamed)) text = text.replaceAll(`'${before}'`, `'${now}'`);
  if (program === 'names') text += everySubpath();
  for (const file of files) writeFileSync(join(folder, file), text);
  const config = join(folder, `tsconfig.${program}.${resolution}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      compilerOptions: {
        target: 'ES2023',
        module,
        moduleResolution: resolution,
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files,
    }),
  );
  try {
    await execute(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '-p', config], { cwd: folder });
    return [];
  } catch (error) {
    const lines = String(error.stdout).trim().split('\n');
    return lines.slice(0, 10);
  }
};
