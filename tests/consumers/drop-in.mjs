// A project that has come from Powertools with its imports changed, or that surrounds handlers with what people surround
// them with: Middy of each major version, a library with a copy of the package of its own, Express, NestJS, Jest.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const sources = fileURLToPath(new URL('programs/drop-in/', import.meta.url));

const MIDDY_MAJORS = [5, 6, 7];

/** Installs the project, with its programs, in `folder`. */
export const createDropIn = async (folder, tarball) => {
  mkdirSync(folder);
  const middies = MIDDY_MAJORS.map((major) => [`middy-${major}`, `npm:@middy/core@^${major}.0.0`]);
  const manifest = {
    name: 'drop-in',
    version: '1.0.0',
    private: true,
    dependencies: {
      '@codegenie/serverless-express': '*',
      '@opentelemetry/api': '^1.9.0',
      express: '^5.0.0',
      'otel-powertools': `file:${tarball}`,
      'otel-powertools-of-a-library': `file:${tarball}`,
      ...Object.fromEntries(middies),
    },
    devDependencies: {
      '@types/aws-lambda': '^8.10.0',
      '@types/jest': '^30.0.0',
      '@types/node': '^20.19.0',
      jest: '^30.0.0',
      'ts-jest': '^29.4.0',
      typescript: '~5.9.0',
    },
    jest: { preset: 'ts-jest', testMatch: ['**/*.test.ts'] },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  // Middy 7 wants a newer Node.js than the oldest that is tried here; it is tried on those that it wants.
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--engine-strict=false'], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  for (const file of ['shop.mjs', 'two-copies.mjs', 'express.mjs', 'nest.mjs', 'register.mjs']) {
    copyFileSync(join(sources, file), join(folder, file));
  }
  copyFileSync(join(sources, 'jest.mts'), join(folder, 'shop.test.ts'));
  const middy = readFileSync(join(sources, 'middy.mjs'), 'utf8');
  for (const major of MIDDY_MAJORS) {
    writeFileSync(join(folder, `middy-${major}.mjs`), middy.replace("'MIDDY'", `'middy-${major}'`));
  }
};

/** The functions of the project, and the oldest Node.js that what surrounds them runs on. */
export const dropInPrograms = [
  { name: 'middy-5', title: 'Middy 5', oldest: 20 },
  { name: 'middy-6', title: 'Middy 6', oldest: 20 },
  { name: 'middy-7', title: 'Middy 7', oldest: 22 },
  { name: 'two-copies', title: 'two copies of the package, one of each format', oldest: 20 },
  { name: 'express', title: 'Express through serverless-express', oldest: 20 },
  { name: 'nest', title: 'a handler as of NestJS', oldest: 20 },
  { name: 'register', title: 'otel-powertools/register as the first line', oldest: 20 },
];

/** What each of them has to send. */
export const dropInArrivals = {
  spans: ['charge'],
  metrics: ['OrderReceived'],
  otlp: ['charge', 'OrderReceived', 'order received'],
};

/** Runs the project's tests in Jest. */
export const jestProblems = async (folder, executable) => {
  try {
    await execute(executable, [join(folder, 'node_modules/jest/bin/jest.js'), '--ci'], { cwd: folder });
    return [];
  } catch (error) {
    return String(error.stderr).trim().split('\n').slice(0, 12);
  }
};
