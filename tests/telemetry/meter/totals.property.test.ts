import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../../../src/telemetry/meters/meter-provider.js';
import { interval } from './instruments.js';

const KINDS = ['counter', 'up-down counter', 'histogram'] as const;

interface Totals {
  count: number;
  sum: number;
}

// Whole numbers: their sums do not depend on the order.
const measurement = fc.record({
  kind: fc.constantFrom(...KINDS),
  value: fc.integer({ min: 0, max: 1_000_000 }),
  attributes: fc.dictionary(
    fc.constantFrom('plan', 'country', 'code'),
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.string(), { maxLength: 2 })),
  ),
});

const step = fc.oneof(
  { weight: 8, arbitrary: measurement },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2500 }).map((series) => ({ series })) },
  { weight: 1, arbitrary: fc.constant('flush' as const) },
);

describe('whatever is measured, with whatever attributes and in however many flushes', () => {
  it('has the same total for each of several exporters', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const exporters = [0, 2, 5].map((type) => () => ({ type }));
        const provider = new MeterProvider(exporters);
        const meter = provider.getMeter('shop');
        const counter = meter.createCounter('counter');
        const upDown = meter.createUpDownCounter('up-down counter');
        const histogram = meter.createHistogram('histogram');
        const expected = new Map<string, Totals>(KINDS.map((kind) => [kind, { count: 0, sum: 0 }]));
        const found = exporters.map(() => new Map<string, Totals>(KINDS.map((kind) => [kind, { count: 0, sum: 0 }])));
        const add = (totals: Map<string, Totals> | undefined, name: string, count: number, sum: number): void => {
          const total = totals?.get(name);
          if (total) Object.assign(total, { count: total.count + count, sum: total.sum + sum });
        };
        const record = (kind: (typeof KINDS)[number], value: number, attributes: object): void => {
          const signed = kind === 'up-down counter' && value % 2 === 1 ? -value : value;
          if (kind === 'histogram') histogram.record(signed, { ...attributes });
          else (kind === 'counter' ? counter : upDown).add(signed, { ...attributes });
          add(expected, kind, 1, signed);
        };
        for (const each of [...steps, 'flush' as const]) {
          if (each === 'flush') {
            for (const [exporter, scopes] of provider.collect(interval).entries()) {
              for (const { descriptor, dataPoints } of scopes.flatMap(({ metrics }) => metrics)) {
                for (const { value } of dataPoints) {
                  if (typeof value === 'number') add(found[exporter], descriptor.name, 0, value);
                  // The sum of what may be negative is not given.
                  else add(found[exporter], descriptor.name, value.count, value.sum ?? 0);
                }
              }
            }
          } else if ('series' in each) {
            for (let index = 0; index < each.series; index += 1) record('counter', 1, { index });
          } else record(each.kind, each.value, each.attributes);
        }
        const [byDefault, asSums, asExponential] = found;
        const of = (totals: typeof byDefault, kind: string) => totals?.get(kind);
        for (const kind of KINDS) {
          expect(of(byDefault, kind)?.sum).toBe(of(expected, kind)?.sum);
          expect(of(asSums, kind)?.sum).toBe(of(expected, kind)?.sum);
          expect(of(asExponential, kind)?.count).toBe(of(expected, kind)?.count);
        }
        expect(of(byDefault, 'histogram')?.count).toBe(of(expected, 'histogram')?.count);
        expect(of(asExponential, 'histogram')?.sum).toBe(of(expected, 'histogram')?.sum);
      }),
      { numRuns: 30 },
    );
  });
});
