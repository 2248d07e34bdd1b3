import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otel-powertools-testing-'));
});
afterAll(() => rm(folder, { recursive: true }));

const IN_LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' };

const compile = async (program: string, splitting: boolean): Promise<string> => {
  const outdir = join(folder, `${program}.${splitting}`);
  await build({
    entryPoints: [`${root}tests/testing/programs/${program}.ts`],
    outdir,
    bundle: true,
    splitting,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    alias: Object.fromEntries(
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'silent',
  });
  return join(outdir, `${program}.mjs`);
};

describe('captureTelemetry in node:test', () => {
  it.each([
    ['in Lambda', IN_LAMBDA],
    ['elsewhere', {}],
  ])('captures a handler that is imported after the capture has begun, with an environment as %s', async (_, env) => {
    const file = await compile('node-test', true);
    const { stdout } = await run(process.execPath, ['--test-reporter=tap', file], {
      env: { PATH: process.env.PATH, ...env },
    });
    expect(stdout).toContain('# pass 2');
    expect(stdout).not.toContain('received');
    expect(stdout).not.toContain('_aws');
  });
});

describe('captureTelemetry beside a provider of somebody else', () => {
  it('says that it has no spans, and has everything else', async () => {
    const { stdout } = await run(process.execPath, [await compile('foreign', false)], { env: {} });
    expect(stdout).toMatch(/^Error: captureTelemetry has no spans: .*a provider that is not of otel-powertools/);
  });

  it('says that it has nothing where OpenTelemetry is switched off', async () => {
    const { stdout } = await run(process.execPath, [await compile('foreign', false)], {
      env: { OTEL_SDK_DISABLED: 'true' },
    });
    expect(stdout).toMatch(/^Error: captureTelemetry has no logs: OTEL_SDK_DISABLED/);
  });
});
