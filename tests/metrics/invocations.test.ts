import { setTimeout as delay } from 'node:timers/promises';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { directiveOf, type EmfLine, readEmf } from '../exporters/emf/read-emf.js';
import { lambdaContext } from '../support/lambda.js';
import { capture } from './capture.js';

const silent: DiagLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };

const linesOf = async (body: () => unknown): Promise<EmfLine[]> => (await capture(body)).emf.map(readEmf);

const createMetrics = (): Metrics => new Metrics({ namespace: 'shop', serviceName: 'cart' });

afterEach(() => diag.disable());

describe('inside withPowertools, metrics', () => {
  it('are published by themselves when the handler has answered', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async (count: number) => {
      metrics.addMetadata('id', 'x').addDimension('env', 'prod').addMetric('orders', MetricUnit.Count, count);
      return 'done';
    });

    expect(await linesOf(() => handler(3, lambdaContext()))).toMatchObject([{ orders: 3, env: 'prod', id: 'x' }]);
    expect(await linesOf(() => handler(4, lambdaContext()))).toMatchObject([{ orders: 4 }]);
  });

  it('are published, and forgotten, when the handler has failed', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async (count: number) => {
      metrics.addMetric('orders', MetricUnit.Count, count);
      if (count === 1) throw new Error('no stock');
    });

    expect(await linesOf(() => handler(1, lambdaContext()))).toMatchObject([{ orders: 1 }]);
    expect(await linesOf(() => handler(2, lambdaContext()))).toMatchObject([{ orders: 2 }]);
  });

  it('are published before Lambda ends an invocation that takes too long, and go on with their dimensions', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async () => {
      metrics.addDimension('env', 'prod').addMetric('started', MetricUnit.Count, 1);
      await delay(400);
      metrics.addMetric('late', MetricUnit.Count, 1);
    });
    const lines = await linesOf(() => handler({}, lambdaContext({ remainingMillis: 300 })));

    expect(lines).toMatchObject([
      { started: 1, env: 'prod' },
      { late: 1, env: 'prod' },
    ]);
  });

  it('write nothing where nothing was recorded', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async () => metrics.addDimension('a', 'b').hasStoredMetrics());

    expect(await linesOf(() => handler({}, lambdaContext()))).toEqual([]);
  });

  it('never mix between 200 invocations that overlap', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async (id: number) => {
      metrics.addDimension('invocation', `i${id}`).addMetadata('id', id).addMetric('value', MetricUnit.Count, id);
      await delay((id * 7) % 13);
      metrics.setTimestamp(Date.now() + id * 1000).addMetric('value', MetricUnit.Count, id);
      metrics.addMetric(`own${id}`, MetricUnit.Count, id, { dimensions: { kind: `k${id}` } });
      await delay((id * 5) % 11);
    });
    const ids = Array.from({ length: 200 }, (_, index) => index + 1);
    const lines = await linesOf(() => Promise.all(ids.map((id) => handler(id, lambdaContext()))));

    expect(lines).toHaveLength(400);
    for (const id of ids) {
      const own = lines.filter((line) => line.id === id);
      expect(own).toMatchObject([
        { invocation: `i${id}`, value: [id, id] },
        { invocation: `i${id}`, kind: `k${id}`, [`own${id}`]: id },
      ]);
      expect(own.every((line) => line._aws.Timestamp === own[0]?._aws.Timestamp)).toBe(true);
    }
  });

  it('do not notice the default dimensions that a parallel invocation sets; later ones do', async () => {
    const metrics = createMetrics();
    const handler = withPowertools(async (tenant: string) => {
      metrics.hasStoredMetrics();
      await delay(5);
      if (tenant === 'a') metrics.setDefaultDimensions({ tenant });
      await delay(5);
      metrics.addMetric('calls', MetricUnit.Count, 1).addMetadata('by', tenant);
    });
    const overlapping = await linesOf(() => Promise.all(['a', 'b'].map((tenant) => handler(tenant, lambdaContext()))));
    const later = await linesOf(() => handler('c', lambdaContext()));

    expect(overlapping.find(({ by }) => by === 'a')).toMatchObject({ tenant: 'a' });
    expect(overlapping.find(({ by }) => by === 'b')).not.toHaveProperty('tenant');
    expect(later).toMatchObject([{ tenant: 'a' }]);
  });

  it('have what was recorded before the first invocation beside them', async () => {
    const metrics = createMetrics();
    metrics.addMetric('modulesLoaded', MetricUnit.Count, 7);
    const handler = withPowertools(async () => void metrics.addMetric('orders', MetricUnit.Count, 1));
    const lines = await linesOf(() => handler({}, lambdaContext()));

    expect(lines).toMatchObject([{ orders: 1 }, { modulesLoaded: 7 }]);
    expect(await linesOf(() => handler({}, lambdaContext()))).toMatchObject([{ orders: 1 }]);
  });

  it('count a cold start by the invocation, once for each instance, with the name of the function', async () => {
    reset('environment');
    const [first, second] = [createMetrics(), createMetrics()];
    const handler = withPowertools(async () => {
      first.captureColdStartMetric();
      first.captureColdStartMetric();
      second.captureColdStartMetric('given');
    });

    expect(await linesOf(() => handler({}, lambdaContext()))).toMatchObject([
      { ColdStart: 1, function_name: 'orders', service: 'cart' },
      { ColdStart: 1, function_name: 'given' },
    ]);
    expect(await linesOf(() => handler({}, lambdaContext()))).toEqual([]);
  });

  it('are published but for one that has the name of a dimension; it is reported', async () => {
    const messages: unknown[] = [];
    diag.setLogger({ ...silent, warn: (...content) => void messages.push(content) }, { suppressOverrideMessage: true });
    const metrics = createMetrics();
    const handler = withPowertools(async () => {
      metrics.addMetric('service', MetricUnit.Count, 1).addMetric('orders', MetricUnit.Count, 1);
      return 'answer';
    });
    let answer: unknown;
    const lines = await linesOf(async () => {
      answer = await handler({}, lambdaContext());
    });

    expect(answer).toBe('answer');
    expect(lines).toMatchObject([{ orders: 1, service: 'cart' }]);
    expect(JSON.stringify(messages.flat().map(String))).toContain('is left out: there is a default dimension');
  });
});

describe('a measurement with dimensions of its own', () => {
  it('is in a line of its own, beside others with the same ones', async () => {
    const metrics = createMetrics();
    const lines = await linesOf(() => {
      metrics.addDimension('env', 'prod');
      for (const plan of ['pro', 'free', 'pro']) {
        metrics.addMetric('orders', MetricUnit.Count, 1, { dimensions: { plan } });
        metrics.addMetric('amount', MetricUnit.NoUnit, 10, { dimensions: { plan }, resolution: 1 });
      }
      metrics.addMetric('orders', MetricUnit.Count, 5).publishStoredMetrics();
    });

    expect(lines).toMatchObject([
      { env: 'prod', orders: 5 },
      { env: 'prod', plan: 'pro', orders: [1, 1], amount: [10, 10] },
      { env: 'prod', plan: 'free', orders: 1, amount: 10 },
    ]);
    expect(lines[0]).not.toHaveProperty('plan');
    expect(directiveOf(lines[1])).toMatchObject({
      Dimensions: [['service', 'env', 'plan']],
      Metrics: [{ Name: 'orders' }, { Name: 'amount', StorageResolution: 1 }],
    });
  });

  it('joins each set of dimensions, in whatever order its own are given', async () => {
    const metrics = createMetrics();
    const lines = await linesOf(() => {
      metrics.addDimensions({ a: '1' }).addDimensions({ b: '2' });
      metrics.addMetric('m', MetricUnit.Count, 1, { dimensions: { x: '1', y: '2' } });
      metrics.addMetric('m', MetricUnit.Count, 2, { dimensions: { y: '2', x: '1' } }).publishStoredMetrics();
    });

    expect(lines).toMatchObject([{ m: [1, 2], x: '1', y: '2' }]);
    expect(directiveOf(lines[0]).Dimensions).toEqual([
      ['service', 'a', 'x', 'y'],
      ['service', 'b', 'x', 'y'],
    ]);
  });

  it('cannot have more than 29 in all', () => {
    const metrics = createMetrics();
    const dimensions = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`d${index}`, 'x']));

    expect(() => metrics.addMetric('m', MetricUnit.Count, 1, { dimensions })).toThrow(RangeError);
    expect(metrics.hasStoredMetrics()).toBe(false);
  });

  it('is not lost beyond a hundred metrics', async () => {
    const metrics = createMetrics();
    const lines = await linesOf(() => {
      for (let index = 0; index < 250; index += 1)
        metrics.addMetric(`m${index}`, MetricUnit.Count, index, { dimensions: { a: 'b' } });
      metrics.publishStoredMetrics();
    });

    expect(lines.map((line) => directiveOf(line).Metrics.length)).toEqual([100, 100, 50]);
    expect(lines.every(({ a }) => a === 'b')).toBe(true);
  });

  it('is published with the hundredth value, like the others', async () => {
    const metrics = createMetrics();
    const lines = await linesOf(() => {
      metrics.addMetric('other', MetricUnit.Count, 1);
      for (let index = 0; index < 100; index += 1)
        metrics.addMetric('m', MetricUnit.Count, index, { dimensions: { a: 'b' } });
      metrics.publishStoredMetrics();
    });

    expect(lines.map(({ other, m }) => [other, Array.isArray(m) && m.length])).toEqual([
      [1, false],
      [undefined, 100],
    ]);
  });
});

describe('metrics without any dimension', () => {
  it('are in the set of none', async () => {
    const metrics = createMetrics();
    metrics.clearDefaultDimensions();
    const [line] = await linesOf(() => metrics.addMetric('m', MetricUnit.Count, 1).publishStoredMetrics());

    expect(directiveOf(line).Dimensions).toEqual([[]]);
  });
});

describe('warnings', () => {
  it('go to the logger of the instance', async () => {
    const warnings: unknown[] = [];
    const logger = {
      debug: () => {},
      info: () => {},
      warn: (text: unknown) => void warnings.push(text),
      error: () => {},
    };
    await capture(() => {
      const metrics = new Metrics({ serviceName: 'cart', logger });
      metrics.publishStoredMetrics();
      metrics.addDimension('', 'x').setTimestamp(1).addMetric('m', MetricUnit.Count, Number.NaN);
      metrics.addMetric('m', MetricUnit.Count, 1).publishStoredMetrics();
      metrics.addMetric('m', MetricUnit.Count, 1).publishStoredMetrics();
    });

    expect(warnings).toEqual([
      expect.stringContaining('No metric was recorded'),
      expect.stringContaining('dimension ""'),
      expect.stringContaining('timestamp 1'),
      expect.stringContaining('NaN'),
      expect.stringContaining('No namespace is set'),
    ]);
  });

  it('go to diag without one', async () => {
    const warnings: string[] = [];
    diag.setLogger({ ...silent, warn: (text) => void warnings.push(text) }, { suppressOverrideMessage: true });
    await capture(() => createMetrics().publishStoredMetrics());

    expect(warnings).toEqual([expect.stringContaining('otel-powertools: No metric was recorded')]);
  });
});

describe('using', () => {
  it('publishes when the block is left', async () => {
    const lines = await linesOf(() => {
      const metrics = createMetrics();
      metrics.addMetric('m', MetricUnit.Count, 1);
      metrics[Symbol.dispose]();
    });

    expect(lines).toMatchObject([{ m: 1 }]);
  });
});
