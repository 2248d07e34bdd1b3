import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';
import { buildCommand, temporaryFolder } from './support/runtime.js';

let command = '';
beforeAll(async () => {
  command = path.join(await buildCommand(), 'otel-powertools.js');
});

const WRAPPED = `
import { withPowertools } from 'otel-powertools';
export const handler = withPowertools(async (event) => {
  if (event.fail) throw new RangeError('no such order');
  return 'done';
});`;

/** A function's folder, in which its code is bundled as for a deployment. */
const functionFolder = async (code: string, template = ''): Promise<string> => {
  const folder = temporaryFolder();
  await build({
    stdin: { contents: code, resolveDir: root },
    outfile: path.join(folder, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'silent',
  });
  if (template) writeFileSync(path.join(folder, 'template.yaml'), template);
  return folder;
};

const doctor = async (cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [command, 'doctor', 'index.handler', ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, problems: stdout.trimEnd().split('\n'), stderr };
};

const templateWith = (tracing: string): string => `
Globals: { Function: { Tracing: ${tracing}, Runtime: nodejs22.x } }
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: index.handler } }
`;

describe('otel-powertools doctor', () => {
  it('finds a wrapped function healthy', async () => {
    const folder = await functionFolder(WRAPPED, templateWith('Active'));
    expect(await doctor(folder)).toEqual({ code: 0, problems: ['healthy'], stderr: '' });
  });

  it.each<[string, Record<string, string>, string | RegExp]>([
    [
      'a misspelled variable',
      { POWERTOOLS_SERVICENAME: 'x' },
      /POWERTOOLS_SERVICENAME .*did you mean POWERTOOLS_SERVICE_NAME\?/,
    ],
    ['a variable that nothing is like', { OTEL_FLUX_CAPACITOR: 'x' }, /OTEL_FLUX_CAPACITOR .*remove it/],
    ['a variable that has no effect', { OTEL_BSP_SCHEDULE_DELAY: '1' }, /OTEL_BSP_SCHEDULE_DELAY has no effect/],
    ['tracing that is off', { POWERTOOLS_TRACE_ENABLED: 'false' }, /Spans go nowhere \(POWERTOOLS_TRACE_ENABLED\)/],
    ['telemetry that is off', { OTEL_SDK_DISABLED: 'true' }, /remove OTEL_SDK_DISABLED/],
    [
      'an endpoint that nobody answers at',
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      /http:\/\/127\.0\.0\.1:9\/v1\/traces cannot be reached: .*ECONNREFUSED/,
    ],
    [
      'an unknown exporter',
      { OTEL_METRICS_EXPORTER: 'prometheus' },
      /the exporter "prometheus" \(OTEL_METRICS_EXPORTER\)/,
    ],
    ['a sampler that drops', { OTEL_TRACES_SAMPLER: 'always_off' }, /not sampled: .* Look at OTEL_TRACES_SAMPLER/],
  ])('names %s', async (_, env, problem) => {
    const { code, problems } = await doctor(await functionFolder(WRAPPED), [], env);
    const remark = env.OTEL_TRACES_EXPORTER === 'otlp' ? ['Exports over the network: after-response.'] : [];
    expect(problems).toEqual([expect.stringMatching(problem), ...remark]);
    expect(code).toBe(1);
  });

  it('names a deprecated variable, wherever it is set', async () => {
    const { problems } = await doctor(await functionFolder(WRAPPED), ['--env', 'LOG_LEVEL=DEBUG']);
    expect(problems).toEqual(['LOG_LEVEL is deprecated: use POWERTOOLS_LOG_LEVEL.']);
  });

  it('names a handler that is not wrapped', async () => {
    const { problems } = await doctor(await functionFolder('export const handler = async () => 1;'));
    expect(problems).toEqual([expect.stringMatching(/^The handler is not wrapped: .*withPowertools/)]);
  });

  it('names a handler that only has a Logger', async () => {
    const code = `import { Logger } from 'otel-powertools/logger';
      const logger = new Logger();
      export const handler = async () => logger.info('hello');`;
    const { problems } = await doctor(await functionFolder(code));
    expect(problems).toEqual([expect.stringMatching(/^The handler is not wrapped/)]);
  });

  it('names a template that leaves active tracing off', async () => {
    const { problems } = await doctor(await functionFolder(WRAPPED, templateWith('PassThrough')));
    expect(problems).toEqual([expect.stringMatching(/^Active tracing is off, .*"Tracing: Active"/)]);
  });

  it('names spans that were lost', async () => {
    const code = `import { trace } from '@opentelemetry/api';
      import { withPowertools } from 'otel-powertools';
      export const handler = withPowertools(async () => {
        trace.getTracer('x').startSpan('outside', { root: true }).end();
      });`;
    const { problems } = await doctor(await functionFolder(code));
    expect(problems).toEqual([expect.stringMatching(/1 span\(s\) did not reach X-Ray: in Lambda a span hangs/)]);

    const quiet = await doctor(await functionFolder(code), [], { OTEL_LOG_LEVEL: 'none' });
    expect(quiet.problems).toEqual([expect.stringMatching(/exporters of traces have lost 1 \(parentless\)/)]);
  });

  it('names an event that the function cannot handle', async () => {
    const { problems } = await doctor(await functionFolder(WRAPPED), ['--event', '{ "fail": true }']);
    expect(problems).toEqual([
      'The invocation ended with "error" (RangeError: no such order): give an event that the function can handle with --event.',
    ]);
  });

  it('names a module that cannot be evaluated', async () => {
    const { problems } = await doctor(await functionFolder(`throw new Error('no table is named');`));
    expect(problems).toEqual([
      'The function could not be started (Error: no table is named): mend its module, or install the package that it misses.',
    ]);
  });

  it('names two copies of the API', async () => {
    const folder = await functionFolder(WRAPPED);
    for (const [below, version] of [
      ['node_modules', '1.9.0'],
      ['node_modules/@acme/tracing/node_modules', '1.10.0'],
    ] as const) {
      const copy = path.join(folder, below, '@opentelemetry/api');
      mkdirSync(copy, { recursive: true });
      writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ version }));
    }
    const { problems } = await doctor(folder);
    expect(problems).toEqual([
      expect.stringMatching(
        /^There are 2 copies of @opentelemetry\/api \(1\.9\.0 in .*, 1\.10\.0 in .*\): .*npm dedupe/,
      ),
    ]);
  });
});
