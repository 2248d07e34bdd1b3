import { metrics as api, type DiagLogger, diag } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { withPowertools } from 'otel-powertools';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { afterAll, describe, expect, it } from 'vitest';
import { beforeMetricsFlush } from '../../src/telemetry/metrics/metrics.js';
import { readEmf } from '../exporters/emf/read-emf.js';
import { lambdaContext } from '../support/lambda.js';
import { capture } from './capture.js';

const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const provider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2_147_483_647 })],
});

afterAll(() => provider.shutdown());

const errors: string[] = [];
const logger: DiagLogger = {
  error: (message) => void errors.push(message),
  warn: () => {},
  info: () => {},
  debug: () => {},
  verbose: () => {},
};

describe('a meter provider that was registered before', () => {
  it('keeps its measurements, and is flushed with each invocation; Metrics publishes as ever', async () => {
    diag.setLogger(logger);
    api.setGlobalMeterProvider(provider);
    const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
    const handler = withPowertools(async () => {
      api.getMeter('shop').createCounter('calls').add(1);
      metrics.addMetric('orders', MetricUnit.Count, 1);
    });
    const { emf } = await capture(() => handler({}, lambdaContext()));

    expect(emf.map(readEmf)).toMatchObject([{ orders: 1 }]);
    expect(exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)).toMatchObject([
      {
        metrics: [
          { descriptor: { name: 'calls' }, dataPoints: [{ value: 1 }] },
          { descriptor: { name: 'orders' }, dataPoints: [{ value: { sum: 1 } }] },
        ],
      },
    ]);
    expect(errors).toEqual([]);
  });

  it('is flushed also when something else cannot be published', async () => {
    beforeMetricsFlush(() => {
      throw new Error('no');
    });
    exporter.reset();
    const handler = withPowertools(async () => api.getMeter('shop').createCounter('calls').add(2));
    await capture(() => handler({}, lambdaContext()));

    expect(exporter.getMetrics()).toHaveLength(1);
    expect(errors).toEqual([expect.stringContaining('could not be published')]);
  });
});
