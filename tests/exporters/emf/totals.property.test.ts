import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmfDocument } from '../../../exporters/emf/document/document.js';
import { histogramTargets } from '../../../exporters/emf/document/histogram.js';
import { publicationLines } from '../../../exporters/emf/publication.js';
import { type EmfDistribution, readEmf, statisticsOf } from './read-emf.js';
import { createMeter } from './support.js';

const limits = { targetLineBytes: 60_000, maxLineBytes: 1_048_550 };

describe('whatever is measured', () => {
  it('has the same count, sum, minimum and maximum in the lines of a histogram', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 400 }),
        async (samples) => {
          const { meter, flush } = createMeter();
          const duration = meter.createHistogram('duration', { unit: 'ms' });
          for (const sample of samples) duration.record(sample);

          const { count, sum, min, max } = statisticsOf(await flush(), 'duration');

          expect(count).toBe(samples.length);
          expect(sum).toBe(samples.reduce((total, sample) => total + sample, 0));
          expect(min).toBe(Math.min(...samples));
          expect(max).toBe(Math.max(...samples));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps every bucketed value between the minimum and the maximum', () => {
    const buckets = fc.record({
      offset: fc.integer({ min: -20, max: 20 }),
      bucketCounts: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 160 }),
    });
    fc.assert(
      fc.property(
        buckets,
        buckets,
        fc.nat(5),
        fc.integer({ min: -2, max: 8 }),
        (positive, negative, zeroCount, scale) => {
          const count = [...positive.bucketCounts, ...negative.bucketCounts, zeroCount].reduce((a, b) => a + b, 0);
          fc.pre(count > 1);
          const targets = histogramTargets(
            { count, sum: 42, min: -7, max: 9, scale, zeroCount, positive, negative },
            1,
          );
          const parts = targets as EmfDistribution[];

          expect(parts.reduce((total, part) => total + part.Count, 0)).toBe(count);
          expect(parts.reduce((total, part) => total + (part.Sum ?? 0), 0)).toBe(42);
          expect(Math.min(...parts.map(({ Min }) => Min ?? 0))).toBe(-7);
          expect(Math.max(...parts.map(({ Max }) => Max ?? 0))).toBe(9);
          for (const { Values, Counts, Count, Min = 0, Max = 0 } of parts) {
            expect(Values.length).toBeLessThanOrEqual(100);
            expect(Counts.reduce((a, b) => a + b, 0)).toBe(Count);
            for (const value of Values) expect(value >= Min && value <= Max).toBe(true);
          }
        },
      ),
    );
  });

  it('is read back value by value from a publication, within every limit', () => {
    const metric = fc.record({
      name: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((name) => name !== '_aws'),
      unit: fc.constantFrom('Count', 'Milliseconds', 'None'),
      resolution: fc.constantFrom(1, 60),
      values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), {
        minLength: 1,
        maxLength: 250,
      }),
    });
    const targetLineBytes = fc.integer({ min: 300, max: 60_000 });
    fc.assert(
      fc.property(
        fc.uniqueArray(metric, { maxLength: 130, selector: ({ name }) => name }),
        targetLineBytes,
        (all, target) => {
          const published = {
            namespace: 'shop',
            timestamp: 1,
            dimensionSets: [[]],
            dimensions: new Map<string, string>(),
            properties: new Map(),
            metrics: new Map(all.map((each) => [each.name, each])),
          };
          const refuse = (name: string): never => expect.unreachable(name);
          const lines = publicationLines(published, { ...limits, targetLineBytes: target }, refuse, () => {});
          const documents = lines.map(readEmf);

          for (const { name, values } of all) {
            const own = documents
              .filter((document) => Object.hasOwn(document, name))
              .flatMap((document) => document[name]);
            // JSON has no negative zero.
            expect(own).toEqual(values.map((value) => value + 0 || 0));
          }
          for (const line of lines) {
            const declared = readEmf(line)._aws.CloudWatchMetrics[0]?.Metrics.length ?? 0;
            expect(declared === 1 || Buffer.byteLength(line) <= target).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a line that is too long', () => {
  const frame = { namespace: 'n', timestamp: 1, dimensionSets: [['service']] };

  /** A document with metrics of the given lengths. */
  const linesOf = (
    properties: string,
    metrics: Record<string, number>,
    targetLineBytes: number,
    maxLineBytes: number,
  ) => {
    const document = new EmfDocument(frame, properties, '"service":"cart"', { targetLineBytes, maxLineBytes });
    for (const [name, bytes] of Object.entries(metrics)) {
      document.add(`{"Name":"${name}"}`, `"${name}":1${' '.repeat(bytes)}`);
    }
    return document.lines();
  };

  it('gives some of its metrics to another one, which has all the rest', () => {
    const lines = linesOf('"id":"ü"', { a: 400, b: 400, c: 10 }, 700, 1000);

    expect(lines.map(readEmf)).toMatchObject([
      { id: 'ü', service: 'cart', a: 1 },
      { id: 'ü', service: 'cart', b: 1, c: 1 },
    ]);
  });

  it('loses its properties before it loses a metric', () => {
    const lines = linesOf(`"id":"${'x'.repeat(2000)}"`, { a: 0, b: 1200 }, 1000, 1000);

    expect(lines.map(readEmf)).toMatchObject([{ service: 'cart', a: 1 }]);
    expect(lines[0]).not.toContain('xxx');
  });

  it('may exceed what it aims at, when only a single metric is left', () => {
    const [line] = linesOf(`"id":"${'x'.repeat(2000)}"`, { a: 0 }, 1000, 10_000);

    expect(readEmf(line ?? '')).toMatchObject({ id: 'x'.repeat(2000), a: 1 });
  });
});
