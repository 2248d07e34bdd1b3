import type { Attributes, MeterProvider, MetricOptions, Observable } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';

export const interval = { startTime: [1, 0] as [number, number], endTime: [2, 0] as [number, number] };

/** A measurement of one of the synchronous instruments below. */
export interface Step {
  readonly instrument: number;
  readonly value: number;
  readonly attributes: Attributes | undefined;
}

const boundaries: MetricOptions = { advice: { explicitBucketBoundaries: [100, -1, 1, Number.POSITIVE_INFINITY] } };
const integers: MetricOptions = { valueType: ValueType.INT, unit: 'By', description: 'whole ones' };

/** The same instruments of any provider: what records, and the observables with what they observe. */
export const instrumentsOf = (provider: MeterProvider) => {
  const meter = provider.getMeter('shop', '1.2.3', { schemaUrl: 'https://example.com/schema' });
  const other = provider.getMeter('cart');
  const counters = [
    meter.createCounter('orders', { unit: '{order}' }),
    meter.createUpDownCounter('open orders'),
    meter.createUpDownCounter('stock', integers),
    other.createCounter('bytes', integers),
    // The same again.
    meter.createCounter('orders', { unit: '{order}' }),
  ];
  const recorders = [
    meter.createHistogram('latency', { unit: 'ms', description: 'until the answer' }),
    meter.createHistogram('size', boundaries),
    other.createGauge('level'),
  ];
  const record = ({ instrument, value, attributes }: Step): void => {
    counters[instrument]?.add(value, attributes);
    recorders[instrument - counters.length]?.record(value, attributes);
  };
  const single = [meter.createObservableCounter('total'), other.createObservableGauge('temperature', integers)];
  const batch = [meter.createObservableUpDownCounter('queue'), other.createObservableCounter('in batch', integers)];
  const observations = new Map<Observable, [number, Attributes | undefined][]>();
  for (const observable of single) {
    observable.addCallback((result) => {
      for (const [value, attributes] of observations.get(observable) ?? []) result.observe(value, attributes);
    });
  }
  meter.addBatchObservableCallback(async (result) => {
    await Promise.resolve();
    for (const observable of batch) {
      for (const [value, attributes] of observations.get(observable) ?? []) {
        result.observe(observable, value, attributes);
      }
    }
  }, batch);
  const observe = (index: number, values: [number, Attributes | undefined][]): void => {
    const observable = [...single, ...batch][index];
    if (observable) observations.set(observable, values);
  };
  return { record, observe };
};

export const STEPPED_INSTRUMENTS = 8;
export const OBSERVABLES = 4;

const sortedBy = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...items].sort((one, other) => keyOf(one).localeCompare(keyOf(other)));

const pointsOf = (data: MetricData) => {
  const points = data.dataPoints.map(({ attributes, value }) => {
    if (typeof value === 'number') return { attributes, value };
    const { values: _, ...others } = { values: undefined, ...value };
    // Of nothing but NaN the SDK says that the minimum is infinite.
    return { attributes, value: value.count > 0 ? others : { ...others, min: undefined, max: undefined } };
  });
  return sortedBy(points, ({ attributes }) => JSON.stringify(Object.entries(attributes).sort()));
};

/** All but the times, the order, and the single values that only ours keeps. */
export const comparable = (scopes: readonly ScopeMetrics[]) =>
  sortedBy(scopes, ({ scope }) => scope.name).map(({ scope, metrics }) => ({
    scope,
    metrics: sortedBy(metrics, ({ descriptor }) => descriptor.name).map((data) => ({
      ...data,
      dataPoints: pointsOf(data),
    })),
  }));
