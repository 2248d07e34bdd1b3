import { metrics as metricsApi, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs as logsApi } from '@opentelemetry/api-logs';
import { configure, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { afterEach, describe, expect, it, vi } from 'vitest';

// As in a handler's module, which was imported before the test captures anything.
const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
const tracer = trace.getTracer('orders');
const powertoolsTracer = new Tracer({ serviceName: 'orders' });
const handler = withPowertools(async ({ id }: { id: number }) => {
  logger.appendKeys({ order_id: id });
  return tracer.startActiveSpan('charge', (span) => {
    span.addEvent('asked', { attempt: 1 });
    if (id < 0) span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such order' });
    metrics.addMetric('amount', MetricUnit.Count, id);
    metrics.addMetric('amount', MetricUnit.Count, 2);
    logger.warn('charging', { amount: 5 });
    span.end();
    return id;
  });
});
const lookUps = metricsApi.getMeter('orders').createCounter('lookups', { unit: '1' });

describe('captureTelemetry', () => {
  const written = vi.spyOn(process.stdout, 'write');
  afterEach(() => void written.mockClear());

  it('gives the spans, log records and metrics of a handler that was imported before', async () => {
    using telemetry = captureTelemetry();

    await expect(handler({ id: 7 }, lambdaContext({ functionName: 'orders' }))).resolves.toBe(7);

    expect(telemetry.spans).toMatchObject([
      {
        name: 'orders',
        kind: 'server',
        parent: undefined,
        status: { code: 'unset' },
        attributes: { 'faas.trigger': 'other', 'faas.coldstart': true },
      },
      {
        name: 'charge',
        kind: 'internal',
        parent: 'orders',
        status: { code: 'unset' },
        events: [{ name: 'asked', attributes: { attempt: 1 } }],
        scope: 'orders',
      },
    ]);
    expect(telemetry.logs).toMatchObject([
      {
        level: 'WARN',
        message: 'charging',
        attributes: { order_id: 7, amount: 5, 'service.name': 'orders' },
        spanId: telemetry.spans[1]?.spanId,
      },
    ]);
    expect(telemetry.metrics).toEqual([
      {
        name: 'amount',
        unit: 'Count',
        value: 9,
        values: [7, 2],
        count: 2,
        min: 2,
        max: 7,
        attributes: { service: 'orders' },
        scope: 'shop',
      },
    ]);
    expect(telemetry.diagnostics).toEqual([]);
    expect(written).not.toHaveBeenCalled();
  });

  it('gives what a Tracer records, which is off outside of Lambda otherwise', async () => {
    const look = powertoolsTracer.captureMethod(async (id: string) => id, { subSegmentName: 'look' });
    const wrapped = withPowertools(async () => {
      powertoolsTracer.putAnnotation('tier', 'gold');
      return look('o-1');
    });
    using telemetry = captureTelemetry();
    await wrapped({}, lambdaContext({ functionName: 'orders' }));
    expect(telemetry.spans).toMatchObject([{ attributes: { tier: 'gold' } }, { name: 'look', parent: 'orders' }]);
  });

  it('tells the status of a span with its message', async () => {
    using telemetry = captureTelemetry();
    await handler({ id: -1 }, lambdaContext());
    expect(telemetry.spans[1]?.status).toEqual({ code: 'error', message: 'no such order' });
  });

  it('begins anew after reset', async () => {
    using telemetry = captureTelemetry();
    await handler({ id: 1 }, lambdaContext());
    telemetry.reset();
    expect([telemetry.spans, telemetry.logs, telemetry.metrics]).toEqual([[], [], []]);
    await handler({ id: 2 }, lambdaContext());
    expect(telemetry.logs).toHaveLength(1);
  });

  it('gives what the standard APIs record outside of a handler', async () => {
    using telemetry = captureTelemetry();
    tracer.startSpan('alone').end();
    logsApi.getLogger('library').emit({ severityNumber: 7, body: 'hello' });
    lookUps.add(2, { found: true });
    lookUps.add(3, { found: true });
    metricsApi.getMeter('orders').createHistogram('latency', { unit: 'ms' }).record(20);

    expect(telemetry.spans).toMatchObject([{ name: 'alone' }]);
    expect(telemetry.logs).toMatchObject([{ level: 'DEBUG', message: 'hello', scope: 'library' }]);
    await telemetry.flush();
    expect(telemetry.metrics).toMatchObject([
      { name: 'lookups', value: 5, values: [5], attributes: { found: true }, scope: 'orders' },
      { name: 'latency', unit: 'ms', value: 20, values: [20], count: 1, min: 20, max: 20 },
    ]);
  });

  it('restores the lines on stdout when it is disposed, the inner one first or last', async () => {
    const outer = captureTelemetry();
    const inner = captureTelemetry();
    logger.info('one');
    outer[Symbol.dispose]();
    logger.info('two');
    expect(inner.logs.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(outer.logs).toEqual([]);
    inner[Symbol.dispose]();

    expect(written).not.toHaveBeenCalled();
    logger.info('three');
    expect(written.mock.calls.map(([line]) => JSON.parse(String(line)).message)).toEqual(['three']);
    expect(inner.logs).toHaveLength(2);
  });

  it('lets a module that is loaded later configure telemetry, and captures what that records', async () => {
    using telemetry = captureTelemetry();
    configure({ service: 'late', traces: 'xray', deadlineMarginMillis: 0 });
    const late = withPowertools(async () => tracer.startSpan('inside').end());
    await late({}, lambdaContext({ functionName: 'late' }));
    expect(telemetry.spans).toMatchObject([
      { name: 'late', attributes: { Service: 'late' } },
      { name: 'inside', parent: 'late' },
    ]);
    expect(telemetry.diagnostics).toEqual([]);
  });

  it('gives a span that a time-out interrupts once', async () => {
    using telemetry = captureTelemetry();
    const slow = withPowertools(() => new Promise<void>((resolve) => setTimeout(resolve, 60)));
    configure({ deadlineMarginMillis: 40 });
    await slow({}, lambdaContext({ remainingMillis: 50 }));
    expect(telemetry.spans).toHaveLength(1);
  });

  it('keeps what OpenTelemetry has to say off stdout', async () => {
    using telemetry = captureTelemetry();
    metrics.addMetric('nothing', MetricUnit.Count, Number.NaN);
    expect(telemetry.diagnostics).toMatchObject([{ level: 'WARN', message: expect.stringContaining('NaN') }]);
    expect(written).not.toHaveBeenCalled();
  });
});
