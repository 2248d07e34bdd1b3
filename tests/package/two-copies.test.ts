import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Format } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { builtFile, type Condition } from './built.js';

const ENTRIES = [
  '.',
  './tracer',
  './logger',
  './idempotency',
  './idempotency/persistence',
  './event-handler',
  './jmespath',
  './testing',
];

const program = fileURLToPath(new URL('two-copies.program.mjs', import.meta.url));

/** One file that gives all names of the built entries; with the API compiled in, it has a copy of that, too. */
const copy = async (
  folder: string,
  name: string,
  condition: Condition,
  external: readonly string[],
): Promise<string> => {
  const format: Format = condition === 'import' ? 'esm' : 'cjs';
  const outfile = join(folder, `${name}.${condition === 'import' ? 'mjs' : 'cjs'}`);
  await build({
    stdin: {
      contents: ENTRIES.map(
        (entry) => `export * from ${JSON.stringify(join(root, builtFile(entry, condition)))};`,
      ).join('\n'),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    external: [...external],
    alias: { '@opentelemetry/api': join(root, 'node_modules/@opentelemetry/api') },
    tsconfigRaw: '{}',
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  return outfile;
};

describe('two copies of the package in one process', () => {
  let folder: string;
  let files: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-powertools-copies-'));
    files = {
      module: await copy(folder, 'module', 'import', []),
      'CommonJS module': await copy(folder, 'common', 'require', []),
    };
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['module', 'CommonJS module'],
    ['CommonJS module', 'module'],
  ])('work as one: an application with a %s and a library with a %s', async (first, second) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, files[first] ?? '', files[second] ?? ''], {
      env: { AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    });
    expect(JSON.parse(stdout)).toEqual({
      spans: ['### charge', 'orders', 'sub'],
      order: 'o-1',
      payments: [1, 1],
      replayed: 'bigint',
      statusCode: 404,
      doubled: 42,
      captured: ['### charge', 'orders', 'sub'],
      warnings: [],
    });
  });
});
