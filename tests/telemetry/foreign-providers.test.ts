import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metrics as metricsApi, trace } from '@opentelemetry/api';
import { logs as logsApi } from '@opentelemetry/api-logs';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambda.js';
import { bundleProgram } from './bundle-program.js';

const NEVER_MILLIS = 2_147_483_647;

describe('providers that were registered before', () => {
  const spans = new InMemorySpanExporter();
  const records = new InMemoryLogRecordExporter();
  const measured = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  // Batches that nothing but a flush at the end of an invocation would ever empty.
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new BatchSpanProcessor(spans, { scheduledDelayMillis: NEVER_MILLIS })],
  });
  const loggerProvider = new LoggerProvider({
    processors: [new BatchLogRecordProcessor({ exporter: records, scheduledDelayMillis: NEVER_MILLIS })],
  });
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: NEVER_MILLIS })],
  });

  beforeAll(() => {
    trace.setGlobalTracerProvider(tracerProvider);
    logsApi.setGlobalLoggerProvider(loggerProvider);
    metricsApi.setGlobalMeterProvider(meterProvider);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterAll(async () => {
    vi.restoreAllMocks();
    await Promise.all([tracerProvider.shutdown(), loggerProvider.shutdown(), meterProvider.shutdown()]);
  });

  it('get all spans, log records and measurements, and are flushed before the answer', async () => {
    const logger = new Logger();
    const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
    const handler = withPowertools(async () => {
      trace.getTracer('own').startSpan('charge').end();
      logger.info('charged');
      logsApi.getLogger('library').emit({ body: 'from a library' });
      metricsApi.getMeter('own').createCounter('calls').add(1);
      metrics.addMetric('latency', MetricUnit.Milliseconds, 20).addMetric('latency', MetricUnit.Milliseconds, 30);
    });
    await handler({}, lambdaContext());

    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['charge', 'orders']);
    expect(records.getFinishedLogRecords().map(({ body }) => body)).toEqual(['charged', 'from a library']);
    expect(measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)).toMatchObject([
      { scope: { name: 'own' }, metrics: [{ descriptor: { name: 'calls' }, dataPoints: [{ value: 1 }] }] },
      {
        scope: { name: 'shop' },
        metrics: [
          {
            descriptor: { name: 'latency', unit: 'ms' },
            dataPoints: [{ attributes: { service: 'cart' }, value: { count: 2, sum: 50 } }],
          },
        ],
      },
    ]);
  });
});

describe('another copy of the API that was loaded first', () => {
  const execute = promisify(execFile);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-powertools-copies-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['1.0.0', '1.99.0'])('of version %s is named once, with what to do', async (version) => {
    const program = await bundleProgram(folder, 'foreign-api');
    const { stdout } = await execute(process.execPath, [program], { env: { OTHER_VERSION: version } });
    const lines = stdout.trim().split('\n');
    expect(lines.pop()).toBe('answer');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'ERROR',
      message: expect.stringMatching(
        new RegExp(`two copies of @opentelemetry/api.*Version ${version} was loaded first.*npm ls @opentelemetry/api`),
      ),
    });
  });
});
