import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';

let folder: string;

const CONTEXT = `{ functionName: 'orders', awsRequestId: 'request-1', getRemainingTimeInMillis: () => 3000 }`;

/** A function whose module makes its instruments at the top level, in both formats; and one that sets telemetry up first. */
const files: Readonly<Record<string, string>> = {
  'instruments.mjs': `
    import { metrics } from '@opentelemetry/api';
    export const meter = metrics.getMeter('shop');
    export const orders = meter.createCounter('Orders');`,
  'function.mjs': `
    import { meter, orders } from './instruments.mjs';
    import { withPowertools } from 'otel-powertools';
    const handler = withPowertools(async () => {
      orders.add(1);
      meter.createHistogram('Latency').record(20);
    });
    await handler({}, ${CONTEXT});`,
  'first-line.mjs': `
    import 'otel-powertools/register';
    import './function.mjs';`,
  'instruments.cjs': `
    const { metrics } = require('@opentelemetry/api');
    exports.meter = metrics.getMeter('shop');
    exports.orders = exports.meter.createCounter('Orders');`,
  'function.cjs': `
    const { meter, orders } = require('./instruments.cjs');
    const { withPowertools } = require('otel-powertools');
    const handler = withPowertools(async () => {
      orders.add(1);
      meter.createHistogram('Latency').record(20);
    });
    handler({}, ${CONTEXT});`,
  'first-line.cjs': `
    require('otel-powertools/register');
    require('./function.cjs');`,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-powertools-register-'));
  mkdirSync(join(folder, 'node_modules/@opentelemetry'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/otel-powertools'));
  symlinkSync(join(root, 'node_modules/@opentelemetry/api'), join(folder, 'node_modules/@opentelemetry/api'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly level?: string;
  readonly message?: string;
  readonly Orders?: number;
  readonly Latency?: number;
}

const linesOf = (...args: readonly string[]): Promise<Line[]> => linesWith({}, ...args);

const linesWith = async (given: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Line[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: {
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      OTEL_TRACES_EXPORTER: 'none',
      ...given,
    },
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

const bundled = async (entry: string, format: 'esm' | 'cjs'): Promise<string> => {
  const outfile = join(folder, `bundled-${entry.replace(/\W/g, '-')}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    entryPoints: [join(folder, entry)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
};

describe('otel-powertools/register', () => {
  it.each<[string, () => Promise<Line[]>]>([
    ['as the first import of an ES module', () => linesOf('first-line.mjs')],
    ['as the first line of a CommonJS module', () => linesOf('first-line.cjs')],
    ['by node --import, for an ES module', () => linesOf('--import', 'otel-powertools/register', 'function.mjs')],
    ['by node --import, for a CommonJS module', () => linesOf('--import', 'otel-powertools/register', 'function.cjs')],
    ['by node --require, for an ES module', () => linesOf('--require', 'otel-powertools/register', 'function.mjs')],
    [
      'by node --require, for a CommonJS module',
      () => linesOf('--require', 'otel-powertools/register', 'function.cjs'),
    ],
    ['in a bundle that is an ES module', async () => linesOf(await bundled('first-line.mjs', 'esm'))],
    ['in a bundle that is a CommonJS module', async () => linesOf(await bundled('first-line.cjs', 'cjs'))],
  ])('%s, has the instruments work that modules make at their top level', async (_, run) => {
    const lines = await run();
    expect(lines.filter(({ level }) => level !== undefined)).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ Orders: 1, Latency: 20 }));
  });

  it.each(['function.mjs', 'function.cjs'])(
    'is named where such instruments do nothing without it: %s',
    async (name) => {
      const lines = await linesOf(name);
      expect(lines).toEqual([
        {
          ...lines[0],
          level: 'WARN',
          message: expect.stringMatching(
            new RegExp(`an instrument .* used at .*${name.replace('.', '\\.')}:5:.*"otel-powertools/register"`),
          ),
        },
        {
          ...lines[1],
          level: 'WARN',
          message: expect.stringMatching(/the instrument "Latency" .*, made at .*"otel-powertools\/register"/),
        },
      ]);
    },
  );

  it('is named once for each instrument, in a bundle too', async () => {
    writeFileSync(
      join(folder, 'often.mjs'),
      `import { orders } from './instruments.mjs';
       import { withPowertools } from 'otel-powertools';
       const handler = withPowertools(async () => {
         for (let count = 0; count < 1000; count += 1) orders.add(1);
       });
       for (let count = 0; count < 3; count += 1) await handler({}, ${CONTEXT});`,
    );
    const lines = await linesOf(await bundled('often.mjs', 'esm'));
    expect(lines.map(({ level }) => level)).toEqual(['WARN']);
  });

  it('is not named where no metrics are wanted', async () => {
    expect(await linesWith({ OTEL_METRICS_EXPORTER: 'none' }, 'function.mjs')).toEqual([]);
  });

  it('is not named for what the SDK measures of itself', async () => {
    writeFileSync(
      join(folder, 'meant.mjs'),
      `import { createNoopMeter } from '@opentelemetry/api';
       import { withPowertools } from 'otel-powertools';
       const counter = createNoopMeter().createCounter('otel.sdk.span.live');
       const handler = withPowertools(async () => createNoopMeter().createCounter('otel.sdk.span.live').add(1));
       await handler({}, ${CONTEXT});`,
    );
    expect(await linesOf('meant.mjs')).toEqual([]);
  });
});
