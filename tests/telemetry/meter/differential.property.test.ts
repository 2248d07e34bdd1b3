import type { Attributes } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  MetricReader,
  MeterProvider as SdkMeterProvider,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../../../src/telemetry/meters/meter-provider.js';
import { comparable, instrumentsOf, interval, OBSERVABLES, STEPPED_INSTRUMENTS } from './instruments.js';

class Reader extends MetricReader {
  override async onForceFlush(): Promise<void> {}
  override async onShutdown(): Promise<void> {}
}

const attributes = fc.option(
  fc.constantFrom<Attributes[]>(
    {},
    { plan: 'pro' },
    { plan: 'free', country: 'at' },
    { country: 'at', plan: 'free' },
    { plan: 1 },
    { plan: '1' },
    { plan: ['1', '2'], paid: true },
  ),
  { nil: undefined },
);

const value = fc.oneof(
  fc.integer({ min: -20, max: 20_000 }),
  fc.double({ min: -100, max: 1e6, noNaN: true }).filter((number) => number === 0 || Math.abs(number) > 1e-300),
  fc.constantFrom(0, 5, 10, 0.5, 1e300, -1e-5, Number.NaN, Number.POSITIVE_INFINITY),
);

const measured = fc.record({
  instrument: fc.nat(STEPPED_INSTRUMENTS - 1),
  value,
  attributes,
});

const observed = fc.record({
  observable: fc.nat(OBSERVABLES - 1),
  values: fc.array(fc.tuple(fc.integer({ min: -3, max: 100 }), attributes), { maxLength: 4 }),
});

const step = fc.oneof(
  { weight: 10, arbitrary: measured },
  { weight: 2, arbitrary: observed },
  { weight: 1, arbitrary: fc.constant('flush' as const) },
);

const choices: Readonly<Record<string, (type: string) => AggregationOption>> = {
  'the default': () => ({ type: AggregationType.DEFAULT }),
  'a sum': () => ({ type: AggregationType.SUM }),
  'the last value': () => ({ type: AggregationType.LAST_VALUE }),
  nothing: () => ({ type: AggregationType.DROP }),
  // Of what is observed the SDK makes differences of histograms, which have no meaning.
  'explicit buckets': (type) =>
    type.startsWith('OBSERVABLE')
      ? { type: AggregationType.DEFAULT }
      : { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM },
  'explicit buckets of its own': (type) =>
    type.startsWith('OBSERVABLE')
      ? { type: AggregationType.DEFAULT }
      : {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [Number.NEGATIVE_INFINITY, 100, 10], recordMinMax: false },
        },
  'exponential buckets': (type) =>
    type === 'HISTOGRAM'
      ? { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } }
      : { type: AggregationType.DEFAULT },
};

describe('what our meters give to an exporter is what the SDK gives, that asks for', () => {
  it.each(Object.entries(choices))('%s', async (_, choose) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const reader = new Reader({
          aggregationTemporalitySelector: () => AggregationTemporality.DELTA,
          aggregationSelector: choose,
        });
        const ours = new MeterProvider([choose]);
        const theirs = new SdkMeterProvider({ readers: [reader] });
        const ourInstruments = instrumentsOf(ours);
        const theirInstruments = instrumentsOf(theirs);
        for (const each of [...steps, 'flush' as const]) {
          if (each === 'flush') {
            await ours.observe();
            const { resourceMetrics } = await reader.collect();
            expect(comparable(ours.collect(interval)[0] ?? [])).toEqual(comparable(resourceMetrics.scopeMetrics));
          } else if ('observable' in each) {
            for (const instruments of [ourInstruments, theirInstruments]) {
              instruments.observe(each.observable, each.values);
            }
          } else {
            for (const instruments of [ourInstruments, theirInstruments]) instruments.record(each);
          }
        }
      }),
    );
  });
});
