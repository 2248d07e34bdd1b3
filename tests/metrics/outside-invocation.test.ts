import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import middy from '@middy/core';
import { metrics as api } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Context } from 'aws-lambda';
import { configure, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { peek } from '../../src/shared/process-state.js';
import { compileClass } from '../support/decorators.js';
import { lambdaContext } from '../support/lambda.js';

const exported: ResourceMetrics[] = [];
configure({
  traces: 'none',
  metrics: {
    export(items: ResourceMetrics, done: (result: { code: number }) => void) {
      exported.push(items);
      setImmediate(done, { code: 0 });
    },
    shutdown: async () => {},
  },
});

const metricsOf = (name: string) =>
  exported
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name === name);

const pointsOf = (name: string): (DataPoint<number> | DataPoint<Histogram> | DataPoint<ExponentialHistogram>)[] =>
  metricsOf(name).flatMap(({ dataPoints }): (typeof dataPoints)[number][] => [...dataPoints]);

const countOf = (name: string): number =>
  pointsOf(name).reduce((total, { value }) => total + (typeof value === 'number' ? value : value.count), 0);

const middyOptions = { signal: new AbortController().signal };
const middyContext = (): Context => ({
  functionName: 'orders',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  getRemainingTimeInMillis: () => 3000,
  logGroupName: 'group',
  logStreamName: 'stream',
  callbackWaitsForEmptyEventLoop: true,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const createMetrics = (): Metrics => new Metrics({ namespace: 'shop', serviceName: 'cart', logger: quiet });

const waitingInstances = (): number => peek('metricsFlushListeners')?.size ?? 0;

afterEach(() => {
  exported.length = 0;
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('without withPowertools, an exporter other than EMF gets', () => {
  it('what 20,000 invocations of a Middy handler recorded, with each of them', async () => {
    const metrics = createMetrics();
    const handler = middy(async () => void metrics.addMetric('orders', MetricUnit.Count, 1)).use(logMetrics(metrics));
    let most = 0;
    let count = 0;
    for (let index = 0; index < 20_000; index += 1) {
      await handler({}, middyContext(), middyOptions);
      most = Math.max(most, exported.length);
      count += countOf('orders');
      exported.length = 0;
    }

    expect(count).toBe(20_000);
    expect(most).toBe(1);
    expect(waitingInstances()).toBe(0);
  });

  it('what a Middy handler recorded that failed, and what instruments measured', async () => {
    const metrics = createMetrics();
    const calls = api.getMeter('shop').createCounter('calls');
    const handler = middy(async () => {
      calls.add(1);
      metrics.addMetric('failures', MetricUnit.Count, 1);
      throw new Error('no stock');
    }).use(logMetrics(metrics));
    await expect(handler({}, middyContext(), middyOptions)).rejects.toThrow('no stock');

    expect([countOf('failures'), countOf('calls')]).toEqual([1, 1]);
  });

  it('what publishStoredMetrics publishes, in few exports where much comes at once', async () => {
    const metrics = createMetrics();
    for (let index = 0; index < 1000; index += 1) {
      metrics.addMetric('manual', MetricUnit.Count, 1).publishStoredMetrics();
    }
    await vi.waitFor(() => expect(countOf('manual')).toBe(1000));

    expect(exported.length).toBeLessThan(3);
    expect(pointsOf('manual')).toHaveLength(1);
  });

  it('what a decorated method recorded', async () => {
    const metrics = createMetrics();
    const Compiled = compileClass<{ work(): unknown }>('standard', '@log work() { return add(); }', {
      log: metrics.logMetrics(),
      add: () => void metrics.addMetric('decorated', MetricUnit.Count, 1),
    });
    await new Compiled().work();

    expect(countOf('decorated')).toBe(1);
  });
});

describe('stacked decorators', () => {
  const body = '@outer @inner handler(event, context) { return work(); }';

  it.each(['metrics outside', 'logger outside'])('flush both signals once, in one Invocation: %s', async (order) => {
    const metrics = createMetrics();
    const log = metrics.logMetrics({ throwOnEmptyMetrics: true });
    const inject = new Logger({ logLevel: 'SILENT' }).injectLambdaContext();
    const [outer, inner] = order === 'metrics outside' ? [log, inject] : [inject, log];
    const Compiled = compileClass<{ handler(event: unknown, context: unknown): unknown }>('standard', body, {
      outer,
      inner,
      work: () => void metrics.addMetric('stacked', MetricUnit.Count, 1),
    });
    await new Compiled().handler({}, lambdaContext());

    expect(countOf('stacked')).toBe(1);
  });
});

describe('a series', () => {
  it('has one point in a flush, of some duration, however many values it has; points do not overlap', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async () => {
      for (let index = 0; index < 250; index += 1) metrics.addMetric('values', MetricUnit.Count, index);
      metrics.addMetric('values', MetricUnit.Count, 7, { dimensions: { plan: 'pro' } });
    });
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());

    const millis = ([seconds, nanos]: readonly [number, number]) => seconds * 1000 + nanos / 1e6;
    const points = metricsOf('values').map(({ dataPoints }) =>
      dataPoints.map(({ startTime, endTime, value }) => ({
        start: millis(startTime),
        end: millis(endTime),
        count: typeof value === 'object' && value.count,
      })),
    );
    expect(points.map((each) => each.map(({ count }) => count))).toEqual([
      [250, 1],
      [250, 1],
    ]);
    for (const { start, end } of points.flat()) expect(start).toBeLessThan(end);
    expect(points[0]?.[0]?.end).toBeLessThanOrEqual(points[1]?.[0]?.start ?? 0);
  });

  it('keeps a time that was asked for', async () => {
    const time = Date.now() - 60_000;
    const metrics = createMetrics();
    const handler = withPowertools(async () => {
      metrics.setTimestamp(time).addMetric('timed', MetricUnit.Count, 1);
    });
    await handler({}, lambdaContext());

    expect(pointsOf('timed').map(({ endTime }) => Math.round(endTime[0] * 1000 + endTime[1] / 1e6))).toEqual([time]);
  });
});

describe('a metric that is added after the answer', () => {
  it('goes with the next flush, with the dimensions of its own invocation', async () => {
    const metrics = createMetrics();
    const background: Promise<void>[] = [];
    const handler = withPowertools(async (name: string) => {
      metrics.addDimension('name', name);
      if (name === 'first') {
        background.push(delay(10).then(() => void metrics.addMetric('late', MetricUnit.Count, 1)));
      }
    });
    await handler('first', lambdaContext());
    await Promise.all(background);
    expect(countOf('late')).toBe(0);
    await handler('second', lambdaContext());

    expect(pointsOf('late')).toMatchObject([{ attributes: { name: 'first' }, value: { count: 1 } }]);
  });
});

describe('instances outside an invocation', () => {
  it('are not held once they have published', () => {
    for (let index = 0; index < 100; index += 1)
      createMetrics().addMetric('m', MetricUnit.Count, 1).publishStoredMetrics();
    for (let index = 0; index < 100; index += 1) createMetrics().hasStoredMetrics();

    expect(waitingInstances()).toBe(0);
  });
});

describe('logMetrics with several instances', () => {
  it('publishes those behind one that has nothing and throws', async () => {
    const [empty, full] = [createMetrics(), createMetrics()];
    const use = [logMetrics([empty, full], { throwOnEmptyMetrics: true })];
    const handler = withPowertools(async () => void full.addMetric('behind', MetricUnit.Count, 1), { use });
    await expect(handler({}, lambdaContext())).rejects.toThrow(RangeError);

    expect(countOf('behind')).toBe(1);
  });
});

describe('invocations that only the runtime keeps apart', () => {
  it('do not mix their metrics in a Middy handler', async () => {
    const storage = new AsyncLocalStorage<object>();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '10');
    vi.stubGlobal('awslambda', { InvokeStore: { getContext: () => storage.getStore() } });
    const metrics = createMetrics();
    const handler = middy(async (id: string) => {
      metrics.addDimension('id', id).addMetric('overlapping', MetricUnit.Count, 1);
      await delay(10);
      metrics.addMetric('overlapping', MetricUnit.Count, 1);
      await delay(10);
    }).use(logMetrics(metrics));
    await Promise.all(['a', 'b', 'c'].map((id) => storage.run({}, () => handler(id, middyContext(), middyOptions))));

    const found = pointsOf('overlapping').map(({ attributes, value }) => [attributes.id, value]);
    expect(found.sort()).toMatchObject(['a', 'b', 'c'].map((id) => [id, { count: 2 }]));
  });
});
