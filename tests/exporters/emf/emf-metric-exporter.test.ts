import { type DiagLogger, diag } from '@opentelemetry/api';
import { AggregationType, createAllowListAttributesProcessor } from '@opentelemetry/sdk-metrics';
import { EmfMetricExporter } from 'otel-powertools/exporters/emf';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { directiveOf, statisticsOf } from './read-emf.js';
import { createMeter } from './support.js';

const silent: DiagLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };

/** What is reported through `diag` from now on. */
const watchDiag = (): string[] => {
  const messages: string[] = [];
  const record = (message: string): void => void messages.push(message);
  diag.setLogger({ ...silent, warn: record, error: record }, { suppressOverrideMessage: true });
  return messages;
};

afterEach(() => diag.disable());

describe('EmfMetricExporter', () => {
  it('writes a counter as a number with the service as its dimension', async () => {
    const { meter, flush } = createMeter();
    const orders = meter.createCounter('orders', { unit: '{order}' });
    orders.add(2);
    orders.add(3);

    const [line, ...others] = await flush();

    expect(others).toEqual([]);
    expect(line).toMatchObject({ service: 'cart', orders: 5 });
    expect(directiveOf(line)).toEqual({
      Namespace: 'shop',
      Dimensions: [['service']],
      Metrics: [{ Name: 'orders', Unit: 'Count' }],
    });
    expect(Math.abs((line?._aws.Timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('counts from zero again after each flush, and misses nothing from the first one on', async () => {
    const { meter, flush } = createMeter();
    const orders = meter.createCounter('orders');
    const values: unknown[] = [];
    for (const amount of [1, 2, 3]) {
      orders.add(amount);
      values.push(...(await flush()).map(({ orders: value }) => value));
    }

    expect(values).toEqual([1, 2, 3]);
  });

  it('writes nothing when nothing was measured', async () => {
    const { meter, flush } = createMeter();
    meter.createCounter('orders').add(1);
    await flush();

    expect(await flush()).toEqual([]);
  });

  it('writes up-down counters, gauges and observable instruments', async () => {
    const { meter, flush } = createMeter();
    const open = meter.createUpDownCounter('open');
    open.add(5);
    open.add(-7);
    meter.createGauge('temperature').record(-3.5);
    meter.createObservableGauge('heap', { unit: 'By' }).addCallback((result) => result.observe(1024));
    meter.createObservableCounter('reads').addCallback((result) => result.observe(10));
    meter.createObservableUpDownCounter('queue').addCallback((result) => result.observe(-4));

    expect(await flush()).toMatchObject([{ open: -2, temperature: -3.5, heap: 1024, reads: 10, queue: -4 }]);
  });

  it('writes the single sample of a histogram as the number it is', async () => {
    const { meter, flush } = createMeter();
    meter.createHistogram('duration', { unit: 'ms' }).record(12.345);

    expect(await flush()).toMatchObject([{ duration: 12.345 }]);
  });

  it('writes a histogram as a distribution with exact totals', async () => {
    const { meter, flush } = createMeter();
    const duration = meter.createHistogram('duration', { unit: 'ms' });
    for (const value of [12.5, 0, 48.25, 48.25]) duration.record(value);

    const [line] = await flush();

    expect(line?.duration).toMatchObject({ Min: 0, Max: 48.25, Sum: 109, Count: 4 });
    expect(statisticsOf(line ? [line] : [], 'duration')).toEqual({ count: 4, sum: 109, min: 0, max: 48.25 });
  });

  it('writes a histogram with explicit buckets, where a view asks for those', async () => {
    const { meter, flush } = createMeter(
      {},
      {
        views: [
          {
            instrumentName: 'duration',
            aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [10, 20, 30] } },
          },
        ],
      },
    );
    const duration = meter.createHistogram('duration');
    for (const value of [4, 8, 15, 25, 99]) duration.record(value);

    expect((await flush())[0]?.duration).toEqual({
      Values: [7, 15, 25, 64.5],
      Counts: [2, 1, 1, 1],
      Max: 99,
      Min: 4,
      Count: 5,
      Sum: 151,
    });
  });

  it('scales what is measured in a unit that CloudWatch does not have, but not how often', async () => {
    const { meter, flush } = createMeter();
    const duration = meter.createHistogram('duration', { unit: 'min' });
    duration.record(1);
    duration.record(3);

    const [line] = await flush();

    expect(directiveOf(line).Metrics).toEqual([{ Name: 'duration', Unit: 'Seconds' }]);
    expect(line?.duration).toMatchObject({ Min: 60, Max: 180, Sum: 240, Count: 2, Counts: [1, 1] });
  });

  it('spreads more than 100 metrics over several lines', async () => {
    const { meter, flush } = createMeter();
    for (let index = 0; index < 201; index += 1) meter.createCounter(`metric${index}`).add(index);

    const lines = await flush();

    expect(lines.map((line) => directiveOf(line).Metrics.length)).toEqual([100, 100, 1]);
    expect(lines.every(({ service }) => service === 'cart')).toBe(true);
  });

  it('writes two metrics of one name from two scopes in lines of their own', async () => {
    const { provider, flush } = createMeter();
    provider.getMeter('a').createCounter('calls').add(1);
    provider.getMeter('b').createCounter('calls').add(2);

    expect((await flush()).map(({ calls }) => calls)).toEqual([1, 2]);
  });

  it('writes resource attributes and the scope as properties where asked to', async () => {
    const { meter, flush } = createMeter(
      { resourceProperties: ['cloud.region', 'absent'], scopeProperties: true },
      { resource: { 'service.name': 'cart', 'cloud.region': 'eu-west-1', 'process.pid': 7 } },
    );
    meter.createCounter('orders').add(1);

    const [line] = await flush();

    expect(line).toMatchObject({
      'cloud.region': 'eu-west-1',
      'otel.scope.name': 'shop',
      'otel.scope.version': '1.2.3',
    });
    expect(line).not.toHaveProperty('absent');
    expect(line).not.toHaveProperty(['process.pid']);
    expect(directiveOf(line).Dimensions).toEqual([['service']]);
  });

  it('asks for high resolution where told to', async () => {
    const { meter, flush } = createMeter({ storageResolution: (metric) => (metric === 'latency' ? 1 : 60) });
    meter.createCounter('orders').add(1);
    meter.createGauge('latency').record(1);

    expect(directiveOf((await flush())[0]).Metrics).toEqual([
      { Name: 'orders' },
      { Name: 'latency', StorageResolution: 1 },
    ]);
  });

  it.each([Number.NaN, Infinity, -Infinity, 2 ** 361])(
    'leaves out the value %s, counts it and says so once',
    async (bad) => {
      const messages = watchDiag();
      const { meter, flush, exporter } = createMeter();
      meter.createGauge('temperature').record(bad);
      meter.createGauge('pressure').record(1);

      const [line] = await flush();

      expect(line).toMatchObject({ pressure: 1 });
      expect(line).not.toHaveProperty('temperature');
      expect(exporter.refusedValues).toBe(1);
      expect(messages).toEqual([expect.stringContaining('"temperature"')]);
    },
  );

  it('leaves out a histogram that holds an infinite value', async () => {
    watchDiag();
    const { meter, flush, exporter } = createMeter(
      {},
      { views: [{ instrumentName: 'd', aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM } }] },
    );
    const duration = meter.createHistogram('d');
    duration.record(1);
    duration.record(Infinity);

    expect(await flush()).toEqual([]);
    expect(exporter.refusedValues).toBe(1);
  });

  it('writes nothing for a histogram of which every sample was NaN', async () => {
    const { meter, flush } = createMeter();
    meter.createHistogram('duration').record(Number.NaN);

    expect(await flush()).toEqual([]);
  });

  it.each(['_aws', '', ' ', ':x', 'a\u0007b', 'x'.repeat(256)])(
    'refuses the metric name %j and keeps the others',
    async (name) => {
      const messages = watchDiag();
      const { meter, flush } = createMeter();
      meter.createCounter(name).add(1);
      meter.createCounter('orders').add(1);

      expect((await flush()).map((line) => directiveOf(line).Metrics)).toEqual([[{ Name: 'orders' }]]);
      expect(messages.some((message) => message.includes('not one that CloudWatch takes'))).toBe(true);
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])(
    'takes %s for the name of a metric and of an attribute',
    async (name) => {
      const { meter, flush, written } = createMeter();
      meter.createCounter(name).add(1);
      meter.createCounter('orders').add(1, { [name]: 'x' });
      await flush();

      expect(written.some((line) => line.endsWith(`"${name}":1}`))).toBe(true);
      expect(written.some((line) => line.includes(`"${name}":"x"`))).toBe(true);
    },
  );

  it('says what cumulative data is, and does not write wrong sums', () => {
    const messages = watchDiag();
    const { exporter, written } = createMeter();
    const result = vi.fn();
    const point = { startTime: [0, 0], endTime: [1, 0], attributes: {}, value: 3 } as const;
    const cumulative = (name: string, dataPointType: number, isMonotonic: boolean) => ({
      descriptor: { name, unit: '' },
      aggregationTemporality: 1,
      dataPointType,
      isMonotonic,
      dataPoints: [{ ...point, endTime: [1, 500_000] as [number, number] }],
    });
    const metrics = [cumulative('total', 3, true), cumulative('level', 3, false), cumulative('gauge', 2, false)];
    exporter.export({ resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 's' }, metrics }] }, result);

    expect(result).toHaveBeenCalledWith({ code: 0 });
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 3, gauge: 3, _aws: { Timestamp: 1000 } });
    expect(written[0]).not.toContain('total');
    expect(messages).toEqual([expect.stringContaining('"total" is cumulative')]);
  });

  it('takes the namespace of the resource, else a default one that it warns about once', async () => {
    const messages = watchDiag();
    const withNamespace = createMeter({}, { resource: { 'service.namespace': 'team' } });
    const exporter = new EmfMetricExporter({ writeLine: (line) => withNamespace.written.push(line) > 0 });
    const data = (attributes: Record<string, string>) => ({
      resource: { attributes },
      scopeMetrics: [
        {
          scope: { name: 's' },
          metrics: [
            {
              descriptor: { name: 'm', unit: '' },
              aggregationTemporality: 0,
              dataPointType: 3,
              dataPoints: [{ endTime: [1, 0] as [number, number], attributes: {}, value: 1 }],
            },
          ],
        },
      ],
    });
    exporter.export(data({ 'service.namespace': 'team' }), () => {});
    exporter.export(data({}), () => {});
    exporter.export(data({}), () => {});

    expect(
      withNamespace.written.map((line) => /"Namespace":"([^"]*)","Dimensions":(\[.*?\]\])/.exec(line)?.slice(1)),
    ).toEqual([
      ['team', '[[]]'],
      ['default_namespace', '[[]]'],
      ['default_namespace', '[[]]'],
    ]);
    expect(messages).toEqual([expect.stringContaining('no namespace')]);
  });

  it.each([
    { namespace: '' },
    { namespace: ':a' },
    { namespace: 'Ä' },
    { namespace: 'x'.repeat(256) },
    { defaultDimensions: { env: '' } },
    { defaultDimensions: { ':env': 'x' } },
    { maxDimensionSets: 0 },
    { targetLineBytes: 0.5 },
    { maxLineBytes: 2_000_000 },
  ])('refuses the options %j when it is created', (options) => {
    expect(() => new EmfMetricExporter(options)).toThrow(RangeError);
  });

  it('refuses to export once it is shut down', async () => {
    const { exporter, written } = createMeter();
    await exporter.shutdown();
    await exporter.shutdown();
    const result = vi.fn();
    exporter.export({ resource: { attributes: {} }, scopeMetrics: [] }, result);

    expect(result.mock.calls).toMatchObject([[{ code: 1, error: { message: expect.stringContaining('shut down') } }]]);
    expect(written).toEqual([]);
  });

  it('reports data of a shape it does not know, and does not throw', () => {
    const messages = watchDiag();
    const { exporter } = createMeter();
    const result = vi.fn();
    const broken = {
      descriptor: { name: 'x', unit: '' },
      aggregationTemporality: 0,
      dataPointType: 0,
      dataPoints: [null],
    };
    // A foreign producer can hand over anything.
    const data: Parameters<typeof exporter.export>[0] = JSON.parse(
      JSON.stringify({ resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 's' }, metrics: [broken] }] }),
    );
    exporter.export(data, result);

    expect(result).toHaveBeenCalledOnce();
    expect(messages).toEqual([expect.stringContaining('could not be written as EMF')]);
  });

  it('merges what a view takes out of the attributes before it is exported', async () => {
    const { meter, flush } = createMeter(
      { dimensions: ['plan'] },
      {
        views: [{ instrumentName: 'orders', attributesProcessors: [createAllowListAttributesProcessor(['plan'])] }],
      },
    );
    const orders = meter.createCounter('orders');
    orders.add(1, { plan: 'pro', customer: 'a' });
    orders.add(2, { plan: 'pro', customer: 'b' });

    expect(await flush()).toMatchObject([{ plan: 'pro', orders: 3 }]);
  });
});
