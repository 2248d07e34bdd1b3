import fc from 'fast-check';
import { withPowertools } from 'otel-powertools';
import { Metrics } from 'otel-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { type EmfLine, readEmf } from '../exporters/emf/read-emf.js';
import { lambdaContext } from '../support/lambda.js';
import { capture } from './capture.js';

type Step =
  | {
      readonly kind: 'measure';
      readonly name: string;
      readonly value: number;
      readonly times: number;
      readonly own?: string;
    }
  | { readonly kind: 'dimension'; readonly value: string }
  | { readonly kind: 'publish' };

const text = fc.constantFrom('a', 'b', 'c');

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        name: fc.oneof(
          fc.constantFrom('orders', 'amount'),
          fc.integer({ min: 0, max: 130 }).map((index) => `m${index}`),
        ),
        value: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
        times: fc.integer({ min: 1, max: 120 }),
        own: fc.option(text, { nil: undefined }),
      })
      .map(({ own, ...rest }) => ({ kind: 'measure' as const, ...rest, ...(own !== undefined && { own }) })),
  },
  { weight: 2, arbitrary: text.map((value) => ({ kind: 'dimension' as const, value })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'publish' as const }) },
);

/** Values by metric and by the dimensions under which they were recorded. */
type Recorded = Record<string, number[]>;

const add = (recorded: Recorded, name: string, plan: unknown, own: unknown, values: readonly number[]): void => {
  const key = JSON.stringify([name, plan ?? null, own ?? null]);
  // JSON has no negative zero.
  recorded[key] = [...(recorded[key] ?? []), ...values.map((value) => value + 0 || 0)];
};

const readBack = (lines: readonly EmfLine[]): Recorded => {
  const recorded: Recorded = {};
  for (const line of lines) {
    for (const { Name } of line._aws.CloudWatchMetrics.flatMap(({ Metrics: all }) => all)) {
      add(recorded, Name, line.plan, line.own, [line[Name]].flat().map(Number));
    }
  }
  return recorded;
};

describe('whatever an invocation records', () => {
  it('is read back from its lines, value by value, under the dimensions that it was recorded with', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(step, { maxLength: 60 }), async (plan, steps) => {
        const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
        const expected: Recorded = {};
        const handler = withPowertools(async () => {
          let current: string = plan;
          metrics.addDimension('plan', current);
          for (const each of steps) {
            if (each.kind === 'dimension') current = each.value;
            if (each.kind === 'publish') metrics.publishStoredMetrics();
            // Publishing forgets the dimensions, as it does with Powertools.
            metrics.addDimension('plan', current);
            if (each.kind !== 'measure') continue;
            for (let time = 0; time < each.times; time += 1) {
              const options = each.own === undefined ? {} : { dimensions: { own: each.own } };
              metrics.addMetric(each.name, 'Count', each.value, options);
              add(expected, each.name, current, each.own, [each.value]);
            }
          }
        });
        const { emf } = await capture(() => handler({}, lambdaContext()));

        expect(readBack(emf.map(readEmf))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
