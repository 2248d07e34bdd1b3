import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { describe, expect, it, vi } from 'vitest';
import { metricRefusals } from '../../src/telemetry/metrics/metrics.js';
import { directiveOf, type EmfLine, readEmf } from '../exporters/emf/read-emf.js';
import { capture } from './capture.js';

const linesOf = async (body: () => unknown): Promise<EmfLine[]> => (await capture(body)).emf.map(readEmf);

const createMetrics = (namespace = 'shop') => {
  const warn = vi.fn<(message: unknown) => void>();
  const logger = { debug: () => {}, info: () => {}, error: () => {}, warn };
  return { metrics: new Metrics({ namespace, serviceName: 'cart', logger }), warn };
};

describe('what CloudWatch would drop a line for is left out, counted, and reported once:', () => {
  it.each([
    ['a value of other than ASCII', 'city', 'Zürich'],
    ['a value of more than 1,024 characters', 'city', 'x'.repeat(1025)],
    ['a value with a line break', 'city', 'a\nb'],
    ['a name of more than 250 characters', 'n'.repeat(251), 'x'],
    ['a name that starts with a colon', ':city', 'x'],
    ['a name of other than ASCII', 'straße', 'x'],
  ])('a dimension with %s', async (_what, name, value) => {
    const { metrics, warn } = createMetrics();
    const { dropped } = metricRefusals();
    const before = dropped.refusedDimensions;
    const lines = await linesOf(() => {
      metrics.addDimension(name, value).addDimension(name, value);
      metrics.addMetric('orders', MetricUnit.Count, 1).publishStoredMetrics();
    });

    expect(lines.map((line) => directiveOf(line).Dimensions)).toEqual([[['service']]]);
    expect(lines).toMatchObject([{ orders: 1 }]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(dropped.refusedDimensions - before).toBe(2);
  });

  it.each([
    ['a name with a control character', 'new\nline', 1],
    ['a blank name', ' ', 1],
    ['a name that starts with a colon', ':orders', 1],
    ['a value beyond 2^360', 'huge', 2 ** 361],
    ['a value that is no number', 'nothing', Number.NaN],
  ])('a metric with %s', async (_what, name, value) => {
    const { metrics, warn } = createMetrics();
    const { dropped } = metricRefusals();
    const before = dropped.refusedValues;
    const lines = await linesOf(() => {
      metrics.addMetric(name, MetricUnit.Count, value).addMetric(name, MetricUnit.Count, value);
      metrics.addMetric('orders', MetricUnit.Count, 1).publishStoredMetrics();
    });

    expect(lines.map((line) => directiveOf(line).Metrics)).toEqual([[{ Name: 'orders', Unit: 'Count' }]]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(dropped.refusedValues - before).toBe(2);
  });

  it.each([
    ['a default dimension', (metrics: Metrics) => metrics.setDefaultDimensions({ clash: 'x' })],
    ['a dimension of the invocation', (metrics: Metrics) => metrics.addDimension('clash', 'x')],
    ['a dimension of a set', (metrics: Metrics) => metrics.addDimensions({ clash: 'x' })],
  ])('a metric with the name of %s, whichever came first', async (_what, addDimension) => {
    const { metrics, warn } = createMetrics();
    const { dropped } = metricRefusals();
    const before = dropped.refusedValues;
    const lines = await linesOf(() => {
      metrics.addMetric('clash', MetricUnit.Count, 1).addMetric('clash', MetricUnit.Count, 2);
      addDimension(metrics).addMetric('orders', MetricUnit.Count, 1);
      expect(metrics.serializeMetrics()).toMatchObject({ clash: 'x', orders: 1 });
      metrics.publishStoredMetrics();
    });

    expect(lines.map((line) => directiveOf(line).Metrics)).toEqual([[{ Name: 'orders', Unit: 'Count' }]]);
    expect(lines).toMatchObject([{ clash: 'x', orders: 1 }]);
    expect(String(warn.mock.calls.at(-1))).toMatch(/"clash" is left out: there is a .*dimension/);
    expect(dropped.refusedValues - before).toBe(2);
  });

  it('a measurement with the name of a dimension of its own, and nothing is written in its place', async () => {
    const { metrics } = createMetrics();
    const lines = await linesOf(() => {
      metrics.addMetric('clash', MetricUnit.Count, 1, { dimensions: { clash: 'x' } }).publishStoredMetrics();
    });

    expect(lines).toEqual([]);
  });

  it.each(['café', 'a,b', ':shop', 'x'.repeat(256)])('the namespace %s, for the default one', async (namespace) => {
    const { metrics, warn } = createMetrics(namespace);
    const lines = await linesOf(() => {
      for (let index = 0; index < 2; index += 1) {
        metrics.addMetric('orders', MetricUnit.Count, 1).publishStoredMetrics();
      }
    });

    expect(lines.map((line) => directiveOf(line).Namespace)).toEqual(['default_namespace', 'default_namespace']);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('names that never end, with no more than a hundred warnings', () => {
    const { metrics, warn } = createMetrics();
    for (let index = 0; index < 500; index += 1) metrics.addMetric(`:${index}`, MetricUnit.Count, 1);

    expect(warn).toHaveBeenCalledTimes(100);
  });
});

describe('dimensions of a single measurement', () => {
  const own = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`own${index}`, 'x']));
  const added = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`added${index}`, 'x']));

  it('count with those that are added after it', () => {
    const { metrics } = createMetrics();
    metrics.addMetric('orders', MetricUnit.Count, 1, { dimensions: own });

    expect(() => metrics.addDimensions(added)).toThrow(RangeError);
    expect(() => metrics.setDefaultDimensions(added)).toThrow(RangeError);
    for (let index = 0; index < 8; index += 1) metrics.addDimension(`added${index}`, 'x');
    expect(() => metrics.addDimension('oneTooMany', 'x')).toThrow(RangeError);
    metrics.clearMetrics();
  });
});
