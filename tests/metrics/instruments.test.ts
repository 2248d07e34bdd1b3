import { metrics as api } from '@opentelemetry/api';
import { configure, withPowertools } from 'otel-powertools';
import { EmfMetricExporter } from 'otel-powertools/exporters/emf';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureMetrics } from '../../src/telemetry/metrics/metrics.js';
import { readEmf, statisticsOf } from '../exporters/emf/read-emf.js';
import { lambdaContext } from '../support/lambda.js';

const lines: string[] = [];
const writeLine = (line: string): boolean => {
  lines.push(line);
  return true;
};
configure({
  traces: 'none',
  flushTimeoutMillis: 100,
  metrics: new EmfMetricExporter({ namespace: 'shop', dimensions: ['plan'], writeLine }),
});
const meter = api.getMeter('shop');
const emf = () => lines.map(readEmf);

beforeEach(() => void lines.splice(0));

describe('in CloudWatch, an instrument of OpenTelemetry has', () => {
  it('every value of a histogram', async () => {
    const latency = meter.createHistogram('latency', { unit: 'ms' });
    const handler = withPowertools(async (values: number[]) => {
      for (const value of values) latency.record(value, { plan: 'pro', customer: 'c1' });
    });
    await handler([12.5, 3, 3, 700], lambdaContext());

    expect(emf()).toMatchObject([{ latency: [12.5, 3, 3, 700], plan: 'pro', customer: 'c1' }]);
  });

  it('a distribution of a histogram where the values are many, with the same totals', async () => {
    const sizes = meter.createHistogram('sizes', { unit: 'By' });
    const handler = withPowertools(async () => {
      for (let size = 1; size <= 1001; size += 1) sizes.record(size);
    });
    await handler({}, lambdaContext());

    expect(emf()).toMatchObject([{ sizes: { Count: 1001, Sum: 501_501, Min: 1, Max: 1001 } }]);
    expect(statisticsOf(emf(), 'sizes')).toEqual({ count: 1001, sum: 501_501, min: 1, max: 1001 });
  });

  it('what was added since the last invocation', async () => {
    const orders = meter.createCounter('orders');
    const handler = withPowertools(async (count: number) => orders.add(count));
    await handler(2, lambdaContext());
    await handler(3, lambdaContext());

    expect(emf().map((line) => line.orders)).toEqual([2, 3]);
  });

  it('what was measured until the process exits, which waits for nothing and observes nothing', () => {
    meter.createCounter('late').add(1);
    meter.createObservableGauge('level').addCallback((result) => result.observe(7));
    void ensureMetrics().flush('exit');

    expect(emf()).toMatchObject([{ late: 1 }]);
    expect(emf()[0]).not.toHaveProperty('level');
  });

  it('all that was measured where a callback never answers', async () => {
    meter.createObservableGauge('never').addCallback(() => new Promise(() => {}));
    const orders = meter.createCounter('orders');
    const handler = withPowertools(async () => orders.add(1));
    await handler({}, lambdaContext());

    expect(emf()).toMatchObject([{ orders: 1, level: 7 }]);
  });
});
