import { cleanupMiddlewares } from '@aws-lambda-powertools/commons';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { type EmfLine, readEmf } from '../exporters/emf/read-emf.js';
import { compileClass, dialects } from '../support/decorators.js';
import { lambdaContext } from '../support/lambda.js';
import { capture } from './capture.js';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The context with what its types have beside. */
const middyContext = (): Context => ({
  functionName: 'orders',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  logGroupName: 'group',
  logStreamName: 'stream',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 3000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
const middyOptions = { signal: new AbortController().signal };

const createMetrics = (serviceName = 'cart'): Metrics => new Metrics({ namespace: 'shop', serviceName, logger: quiet });

const run = async (body: () => unknown): Promise<{ lines: EmfLine[]; result?: unknown; error?: unknown }> => {
  const outcome: { result?: unknown; error?: unknown } = {};
  const { emf } = await capture(async () => {
    try {
      outcome.result = await body();
    } catch (error) {
      outcome.error = error;
    }
  });
  return { lines: emf.map(readEmf), ...outcome };
};

type Wrap = (
  metrics: Metrics | Metrics[],
  options: Parameters<typeof logMetrics>[1],
  handler: (event: string) => unknown,
) => (event: string) => unknown;

const wrappers: readonly (readonly [string, Wrap])[] = [
  [
    'as a utility of withPowertools',
    (metrics, options, handler) => {
      const wrapped = withPowertools(handler, { use: [logMetrics(metrics, options)] });
      return (event) => wrapped(event, lambdaContext());
    },
  ],
  [
    'as a middleware of Middy',
    (metrics, options, handler) => {
      const wrapped = middy(async (event: string) => handler(event)).use(logMetrics(metrics, options));
      return (event) => wrapped(event, middyContext(), middyOptions);
    },
  ],
  ...dialects.map((dialect): [string, Wrap] => [
    `as a method decorator (${dialect})`,
    (metrics, options, handler) => {
      const body = '@log handler(event, context) { return this.run(event); } run(event) { return handler(event); }';
      const [only] = [metrics].flat();
      const Compiled = compileClass<{ handler(event: string, context: unknown): unknown }>(dialect, body, {
        log: only?.logMetrics(options),
        handler,
      });
      const instance = new Compiled();
      return (event) => instance.handler(event, lambdaContext());
    },
  ]),
];

describe.each(wrappers)('logMetrics %s', (_name, wrap) => {
  it('publishes what the handler recorded and gives back its result', async () => {
    const metrics = createMetrics();
    const handler = wrap(metrics, {}, (event) => {
      metrics.addMetric('orders', MetricUnit.Count, 1).addMetadata('event', event);
      return `${event}!`;
    });

    expect(await run(() => handler('a'))).toMatchObject({ result: 'a!', lines: [{ orders: 1, event: 'a' }] });
    expect(await run(() => handler('b'))).toMatchObject({ result: 'b!', lines: [{ orders: 1, event: 'b' }] });
  });

  it('publishes when the handler fails, and its error is the one that comes out', async () => {
    const metrics = createMetrics();
    const handler = wrap(metrics, { throwOnEmptyMetrics: true }, (event) => {
      if (event === 'recorded') metrics.addMetric('orders', MetricUnit.Count, 1);
      throw new Error(event);
    });

    expect(await run(() => handler('recorded'))).toMatchObject({
      error: { message: 'recorded' },
      lines: [{ orders: 1 }],
    });
    expect(await run(() => handler('empty'))).toMatchObject({ error: { message: 'empty' }, lines: [] });
  });

  it('throws where nothing was recorded, if asked to', async () => {
    const handler = wrap(createMetrics(), { throwOnEmptyMetrics: true }, () => 'fine');
    const { error, lines } = await run(() => handler('a'));

    expect(error).toBeInstanceOf(RangeError);
    expect(lines).toEqual([]);
  });

  it('writes nothing where nothing was recorded', async () => {
    const handler = wrap(createMetrics(), {}, () => 'fine');

    expect(await run(() => handler('a'))).toEqual({ result: 'fine', lines: [] });
  });

  it('adds default dimensions, without a warning in later invocations', async () => {
    const warn = vi.fn();
    const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart', logger: { ...quiet, warn } });
    const handler = wrap(metrics, { defaultDimensions: { env: 'prod' } }, () => {
      metrics.addMetric('orders', MetricUnit.Count, 1);
    });
    await run(() => handler('a'));

    expect(await run(() => handler('b'))).toMatchObject({ lines: [{ env: 'prod', orders: 1 }] });
    expect(warn).not.toHaveBeenCalled();
  });

  it('captures the cold start once, before the handler runs', async () => {
    reset('environment');
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    const metrics = createMetrics();
    const handler = wrap(metrics, { captureColdStartMetric: true }, () => {
      metrics.addMetric('orders', MetricUnit.Count, 1);
    });

    expect(await run(() => handler('a'))).toMatchObject({
      lines: [{ ColdStart: 1, function_name: 'orders', service: 'cart' }, { orders: 1 }],
    });
    expect((await run(() => handler('b'))).lines).toHaveLength(1);
    vi.unstubAllEnvs();
  });
});

describe('logMetrics', () => {
  it('takes several instances', async () => {
    const [first, second] = [createMetrics('a'), createMetrics('b')];
    const handler = middy(async () => {
      first.addMetric('m', MetricUnit.Count, 1);
      second.addMetric('m', MetricUnit.Count, 2);
    }).use(logMetrics([first, second]));

    expect(await run(() => handler({}, middyContext(), middyOptions))).toMatchObject({
      lines: [
        { service: 'a', m: 1 },
        { service: 'b', m: 2 },
      ],
    });
  });

  it('publishes when another middleware answers and cleans up', async () => {
    const metrics = createMetrics();
    const handler = middy(async () => 'not reached')
      .use(logMetrics(metrics))
      .use({
        before: async (request) => {
          metrics.addMetric('denied', MetricUnit.Count, 1);
          await cleanupMiddlewares(request);
          return 'denied';
        },
      });

    expect(await run(() => handler({}, middyContext(), middyOptions))).toMatchObject({
      result: 'denied',
      lines: [{ denied: 1 }],
    });
  });

  it('as a decorator works for a method that is called without a context', async () => {
    const metrics = createMetrics();
    const Compiled = compileClass<{ work(): unknown }>('standard', '@log work() { return add(); }', {
      log: metrics.logMetrics({ captureColdStartMetric: true }),
      add: () => metrics.addMetric('m', MetricUnit.Count, 1) && 'done',
    });

    expect(await run(() => new Compiled().work())).toMatchObject({ result: 'done', lines: [{ m: 1 }] });
  });
});
