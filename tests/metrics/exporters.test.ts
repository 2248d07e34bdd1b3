import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { MetricUnit } from 'otel-powertools/metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudWatchUnit } from '../../exporters/emf/document/units.js';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';
import { ucumOf } from '../../src/telemetry/metrics/ucum.js';
import { directiveOf, type EmfLine, readEmf, statisticsOf, type Totals } from '../exporters/emf/read-emf.js';
import { type Exported, startOtlpServer } from './otlp-server.js';

const directory = mkdtempSync(join(tmpdir(), 'metrics-'));
const program = join(directory, 'program.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('program.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]),
    ),
  });
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What the program writes to stdout. */
const run = async (exporters: string, env: Record<string, string> = {}): Promise<string> => {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env, OTEL_METRICS_EXPORTER: exporters, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(errors).toBe('');
  return output;
};

const emfLines = (output: string): EmfLine[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"_aws"'))
    .map(readEmf);

const NOTHING: Totals = { count: 0, sum: 0, min: Infinity, max: -Infinity };

/** The totals over all data points of a metric; a counter has a sum only. */
const totalsOf = (metrics: readonly Exported[], name: string): Totals => {
  let { count, sum, min, max } = NOTHING;
  for (const { value } of metrics
    .filter((metric) => metric.descriptor.name === name)
    .flatMap((metric) => metric.dataPoints)) {
    if (typeof value === 'number') sum += value;
    else {
      count += value.count;
      sum += value.sum ?? 0;
      min = Math.min(min, value.min ?? min);
      max = Math.max(max, value.max ?? max);
    }
  }
  return { count, sum, min, max };
};

const AMOUNT: Totals = { count: 10, sum: 15 + 15 / 8, min: 1 / 8, max: 5 };
const ORDERS: Totals = { count: 5, sum: 5, min: 1, max: 1 };
const SIZES: Totals = { count: 5, sum: 15, min: 1, max: 5 };

const expectTotals = (metrics: readonly Exported[]): void => {
  expect(totalsOf(metrics, 'amount')).toEqual(AMOUNT);
  expect(totalsOf(metrics, 'orders')).toEqual(ORDERS);
  expect(totalsOf(metrics, 'sizes')).toEqual(SIZES);
  expect(totalsOf(metrics, 'calls').sum).toBe(5);
};

const expectEmfTotals = (lines: readonly EmfLine[]): void => {
  expect(statisticsOf(lines, 'amount')).toEqual(AMOUNT);
  expect(statisticsOf(lines, 'orders')).toEqual(ORDERS);
  expect(statisticsOf(lines, 'sizes')).toEqual(SIZES);
  expect(statisticsOf(lines, 'calls').sum).toBe(5);
};

const overOtlp = (url: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
});

describe('the same program has the same totals', () => {
  it('as EMF', async () => {
    const lines = emfLines(await run('emf'));

    expectEmfTotals(lines);
    expect(lines.filter(({ orders }) => orders !== undefined).map(({ plan }) => plan)).toEqual([
      'free',
      'free',
      'free',
      'pro',
      'pro',
    ]);
    expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(['cart', 'service_undefined']));
  });

  it('as EMF, where CloudWatch refuses the namespace', async () => {
    const lines = emfLines(await run('emf', { POWERTOOLS_METRICS_NAMESPACE: ':shop' }));

    expectEmfTotals(lines);
    const namespaces = lines.map((line) => [directiveOf(line).Namespace, line.calls === undefined]);
    expect(namespaces).toContainEqual(['default_namespace', false]);
  });

  it('over OTLP, with histograms of exact buckets and the dimensions as attributes', async () => {
    const server = await startOtlpServer();
    const output = await run('otlp', overOtlp(server.url));
    await server.close();
    const scopes = server.requests.flat();
    const metrics = scopes.flatMap((scope) => scope.metrics);

    expect(output).toBe('');
    expect(server.requests).toHaveLength(5);
    expectTotals(metrics);
    expect(scopes.map(({ scope }) => scope.name)).toContain('shop');
    const [amount] = metrics.filter(({ descriptor }) => descriptor.name === 'amount');
    expect(amount).toMatchObject({
      descriptor: { unit: '' },
      // OTLP numbers delta 1.
      temporality: 1,
      dataPoints: [
        {
          attributes: { service: 'cart' },
          value: {
            buckets: {
              boundaries: [0, 5, 10, ...Array(12).fill(expect.any(Number))],
              counts: [0, 2, ...Array(14).fill(0)],
            },
          },
        },
      ],
    });
  });

  it('on the console', async () => {
    const output = await run('console');

    expectTotals(runInNewContext(`[${output.replaceAll(/^\}$/gm, '},')}]`));
  });

  it('as EMF and over OTLP at once', async () => {
    const server = await startOtlpServer();
    const output = await run('emf,otlp', overOtlp(server.url));
    await server.close();

    expectEmfTotals(emfLines(output));
    expectTotals(server.requests.flat().flatMap(({ metrics }) => metrics));
  });
});

describe('the unit of a metric that leaves CloudWatch', () => {
  it.each(Object.values(MetricUnit).filter((unit) => unit !== 'None'))(
    'is UCUM for %s, and comes back as it was',
    (unit) => {
      expect(ucumOf(unit)).not.toBe(unit);
      expect(cloudWatchUnit(ucumOf(unit))).toEqual({ name: unit, scale: 1 });
    },
  );

  it('is none for None', () => {
    expect(ucumOf('None')).toBe('');
  });
});

describe('no exporter', () => {
  it('writes nothing', async () => {
    expect(await run('none')).toBe('');
  });
});
