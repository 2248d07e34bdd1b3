import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otel-powertools-tracer-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Report {
  readonly said: unknown;
  readonly spans: readonly { name: string; parent?: string; attributes: Record<string, unknown> }[];
}

/** Bundles a program as an ES module, as for a deployment, and runs it. */
const runProgram = async (program: string, compilerOptions: object): Promise<Report> => {
  const outfile = join(folder, `${program}.${Object.keys(compilerOptions).length}.mjs`);
  await build({
    entryPoints: [`${root}tests/tracer/programs/${program}.ts`],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      subpaths
        .filter((subpath) => subpath !== '.')
        .map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]),
    ),
    tsconfigRaw: { compilerOptions },
    logLevel: 'silent',
  });
  const { stdout } = await run(process.execPath, [outfile], { env: { ...process.env, _HANDLER: 'index.handler' } });
  return JSON.parse(stdout);
};

const dialects = [
  ['standard', {}],
  ['experimental', { experimentalDecorators: true }],
] as const;

describe.each(dialects)('%s decorators', (_dialect, compilerOptions) => {
  it('capture methods and handlers, which stay what they are', async () => {
    const { said, spans } = await runProgram('decorated', compilerOptions);
    expect(said).toEqual({ answer: ['o-1', 'o-2', '2', '4', '1', '1', 'true'], name: 'idOf' });
    expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['### idOf', '## index.handler'],
      ['### idOf', '## index.handler'],
      ['totals', '## index.handler'],
      ['### first', '## index.handler'],
      ['### version', '## index.handler'],
      ['### Symbol(by symbol)', '## index.handler'],
      ['## index.handler', undefined],
    ]);
    expect(spans.map(({ attributes }) => attributes['aws.xray.metadata.orders'])).toEqual([
      '{"idOf response":"o-1"}',
      '{"idOf response":"o-2"}',
      '{"totals response":"done"}',
      undefined,
      '{"version response":1}',
      '{"Symbol(by symbol) response":true}',
      '{"index.handler response":["o-1","o-2","2","4","1","1","true"]}',
    ]);
  });

  it('keep the types of what they decorate', async () => {
    const config = join(folder, `tsconfig.${Object.keys(compilerOptions).length}.json`);
    await writeFile(
      config,
      JSON.stringify({
        extends: `${root}tsconfig.json`,
        compilerOptions: {
          ...compilerOptions,
          rootDir: root,
          typeRoots: [`${root}node_modules/@types`],
          paths: { 'otel-powertools/*': [`${root}src/*/index.ts`, `${root}src/*.ts`] },
        },
        include: [],
        files: [`${root}tests/tracer/programs/decorated.ts`],
      }),
    );
    const check = run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', config]);
    expect(await check.catch((error) => error)).toMatchObject({ stdout: '' });
  });
});

describe('a bundled ES module', () => {
  it('captures AWS clients, fetch and node:http, each call once', async () => {
    const { spans } = await runProgram('outgoing', {});
    expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['DynamoDB.ListTables', 'handler'],
      ['GET', 'handler'],
      ['GET', 'handler'],
      ['handler', undefined],
    ]);
    expect(spans.map(({ attributes }) => String(attributes['url.full']).split('/').pop())).toEqual([
      'undefined',
      'by-fetch',
      'by-http',
      'undefined',
    ]);
  });
});
