import fc from 'fast-check';
import { withPowertools } from 'otel-powertools';
import { type MetricResolution, Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { describe, expect, it, vi } from 'vitest';
import { type EmfLine, readEmf } from '../exporters/emf/read-emf.js';
import { lambdaContext } from '../support/lambda.js';
import { capture } from './capture.js';

function createMetrics() {
  const warn = vi.fn<(message: unknown) => void>();
  const logger = { debug: () => {}, info: () => {}, error: () => {}, warn };
  return { metrics: new Metrics({ namespace: 'shop', serviceName: 'cart', logger }), warn };
}

async function invoke(metrics: Metrics, work: () => void): Promise<{ lines: EmfLine[]; error: string | undefined }> {
  const handler = withPowertools(async () => work(), { use: [logMetrics(metrics, { throwOnEmptyMetrics: true })] });
  const { emf, error } = await capture(() => handler({}, lambdaContext()));
  return { lines: emf.map(readEmf), error };
}

const valuesOf = (lines: readonly EmfLine[], name: string): number[] =>
  lines.flatMap((line) => (line[name] === undefined ? [] : ([line[name]].flat() as number[])));

/** Ways to have recorded something that leave nothing to publish at the end. */
const recorded: readonly (readonly [string, (metrics: Metrics) => void])[] = [
  ['a metric', (m) => m.addMetric('a', MetricUnit.Count, 1)],
  ['what was published by hand', (m) => m.addMetric('a', MetricUnit.Count, 1).publishStoredMetrics()],
  [
    'what was published twice by hand',
    (m) => m.addMetric('a', 'Count', 1).publishStoredMetrics().publishStoredMetrics(),
  ],
  [
    'what a changing dimension published',
    (m) => m.addDimension('d', '1').addMetric('a', 'Count', 1).addDimension('d', '2'),
  ],
  ['a value that CloudWatch does not take', (m) => m.addMetric('a', MetricUnit.Count, Number.NaN)],
  ['a name that CloudWatch does not take', (m) => m.addMetric(':a', MetricUnit.Count, 1)],
  ['a single metric', (m) => m.singleMetric().addMetric('a', MetricUnit.Count, 1)],
  ['what was cleared', (m) => m.addMetric('a', MetricUnit.Count, 1).clearMetrics()],
  [
    'more than waits',
    (m) => {
      for (const value of numbers(10_000)) m.addMetric('a', MetricUnit.Count, value);
    },
  ],
];

/** Ways to have recorded nothing. */
const nothing: readonly (readonly [string, (metrics: Metrics) => void])[] = [
  ['nothing', () => {}],
  ['a dimension and metadata', (m) => m.addDimension('d', '1').addMetadata('k', 1)],
  ['publishing nothing', (m) => m.publishStoredMetrics()],
];

describe('an invocation is not without metrics when it has recorded', () => {
  it.each(recorded)('%s', async (_, work) => {
    const { metrics, warn } = createMetrics();
    const { error } = await invoke(metrics, () => work(metrics));
    expect(error).toBeUndefined();
    expect(warn).not.toHaveBeenCalledWith(expect.stringContaining('No metric was recorded'));
  });
});

describe('an invocation is without metrics when it has recorded', () => {
  it.each(nothing)('%s', async (_, work) => {
    const { metrics } = createMetrics();
    expect((await invoke(metrics, () => work(metrics))).error).toBe('RangeError');
  });

  it('nothing, after one that had', async () => {
    const { metrics } = createMetrics();
    await invoke(metrics, () => metrics.addMetric('a', MetricUnit.Count, 1));
    expect((await invoke(metrics, () => {})).error).toBe('RangeError');
  });

  it('only its cold start', async () => {
    const { metrics } = createMetrics();
    expect((await invoke(metrics, () => metrics.captureColdStartMetric())).error).toBe('RangeError');
  });
});

describe('what is added late', () => {
  it('holds for all 120 values', async () => {
    const { metrics } = createMetrics();
    const { lines } = await invoke(metrics, () => {
      for (const value of numbers(120)) metrics.addMetric('a', MetricUnit.Count, value);
      metrics.addDimension('tenant', 't-1').addMetadata('order', 'A-1');
    });
    expect(valuesOf(lines, 'a')).toEqual(numbers(120));
    for (const line of lines) expect(line).toMatchObject({ tenant: 't-1', order: 'A-1' });
  });

  it('holds for all of 130 metrics', async () => {
    const { metrics } = createMetrics();
    const { lines } = await invoke(metrics, () => {
      for (const index of numbers(130)) metrics.addMetric(`m${index}`, MetricUnit.Count, index);
      metrics.addDimension('tenant', 't-1');
    });
    expect(numbers(130).flatMap((index) => valuesOf(lines, `m${index}`))).toEqual(numbers(130));
    for (const line of lines) expect(line).toMatchObject({ tenant: 't-1' });
  });

  it('loses no value and no total, however much there is', async () => {
    const amounts = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), count: fc.nat(400) }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(amounts, async (parts) => {
        const { metrics } = createMetrics();
        const { lines } = await invoke(metrics, () => {
          metrics.addMetric('first', MetricUnit.Count, 1);
          for (const { name, count } of parts) {
            for (const value of numbers(count)) metrics.addMetric(name, MetricUnit.Count, value);
          }
        });
        for (const name of ['a', 'b', 'c']) {
          const given = parts.flatMap((part) => (part.name === name ? numbers(part.count) : []));
          expect(valuesOf(lines, name)).toEqual(given);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not hold beyond 10,000 values, which are published', async () => {
    const { metrics } = createMetrics();
    const { lines } = await invoke(metrics, () => {
      for (const value of numbers(10_001)) metrics.addMetric('a', MetricUnit.Count, value);
      metrics.addDimension('tenant', 't-1');
    });
    expect(valuesOf(lines, 'a')).toHaveLength(10_001);
    expect(lines.filter(({ tenant }) => tenant === 't-1').map(({ a }) => a)).toEqual([10_000]);
  });
});

/** What JavaScript code passes that TypeScript would not. */
const wrong: readonly (readonly [string, (metrics: Metrics) => unknown])[] = [
  ['a dimension without a name', (m) => Reflect.apply(m.addDimension, m, [undefined, 'v'])],
  ['a dimension with a symbol for a name', (m) => Reflect.apply(m.addDimension, m, [Symbol('s'), 'v'])],
  ['a dimension with a number for a name', (m) => Reflect.apply(m.addDimension, m, [5, 'v'])],
  ['a dimension without a value', (m) => Reflect.apply(m.addDimension, m, ['d', undefined])],
  ['metadata with a number for a name', (m) => Reflect.apply(m.addMetadata, m, [5, 1])],
  ['metadata with a symbol for a name', (m) => Reflect.apply(m.addMetadata, m, [Symbol('s'), 1])],
];

describe('a name that is no text', () => {
  it.each(wrong)('%s is left out with one warning, and costs nothing else', async (_, work) => {
    const { metrics, warn } = createMetrics();
    const { lines, error } = await invoke(metrics, () => {
      work(metrics);
      work(metrics);
      metrics.addMetric('a', MetricUnit.Count, 1);
    });
    expect(error).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(lines).toHaveLength(1);
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual(['_aws', 'a', 'service']);
  });

  it.each([null, undefined, '1', {}])('a value %o throws, as in Powertools, and loses no other', async (value) => {
    const { metrics } = createMetrics();
    const { lines } = await invoke(metrics, () => {
      metrics.addMetric('a', MetricUnit.Count, 1);
      const options: MetricResolution = 60;
      expect(() => Reflect.apply(metrics.addMetric, metrics, ['b', MetricUnit.Count, value, options])).toThrow(
        RangeError,
      );
    });
    expect(lines).toMatchObject([{ a: 1 }]);
  });
});

describe('warnings', () => {
  it('are one for a dimension that changes again and again', async () => {
    const { metrics, warn } = createMetrics();
    const { lines } = await invoke(metrics, () => {
      for (const index of numbers(20)) metrics.addDimension('queue', `q-${index}`).addMetric('depth', 'Count', index);
    });
    expect(lines).toHaveLength(20);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('reach the user even when telemetry has not started', async () => {
    const { lines } = await capture(() => new Metrics({ namespace: 'shop', defaultDimensions: { city: 'Zürich' } }));
    expect(lines.join('\n')).toContain('The dimension \\"city\\" is left out');
  });
});

describe('metadata that is longer than a line may be', () => {
  it('is left out, the longest first, and said; the rest and the metrics arrive', async () => {
    const { metrics } = createMetrics();
    const handler = withPowertools(async () => {
      metrics.addMetadata('response', 'x'.repeat(400_000)).addMetadata('order', 'A-1');
      metrics.addMetric('a', MetricUnit.Count, 1);
    });
    const { emf, lines } = await capture(() => handler({}, lambdaContext()));
    expect(emf.map(readEmf)).toMatchObject([{ a: 1, order: 'A-1' }]);
    expect(emf[0]?.length).toBeLessThan(1000);
    const said = lines.filter((line) => line.includes('WARN'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('\\"response\\"');
  });
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
