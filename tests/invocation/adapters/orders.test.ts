import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanupMiddlewares } from '@aws-lambda-powertools/commons';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import middy5 from 'middy5';
import middy6 from 'middy6';
import middy7 from 'middy7';
import { configure, type ExportCallback, type LambdaContext, withPowertools } from 'otel-powertools';
import { makeHandlerIdempotent } from 'otel-powertools/idempotency/middleware';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { once, peek, reset } from '../../../src/shared/process-state.js';
import { capture } from '../../metrics/capture.js';
import { compileClass, dialects } from '../../support/decorators.js';
import { lambdaContext } from '../../support/lambda.js';

const spans: ReadableSpan[] = [];
const exporter = {
  export(ended: ReadableSpan[], done: ExportCallback): void {
    spans.push(...ended);
    done({ code: 0 });
  },
  shutdown: async () => {},
};

let logger: Logger;
let metrics: Metrics;
let tracer: Tracer;
beforeAll(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
  vi.stubEnv('_HANDLER', 'index.handler');
  configure({ traces: exporter });
  once('environment', () => ({ warm: false })).warm = true;
  logger = new Logger();
  tracer = new Tracer({ captureHTTPsRequests: false, serviceName: 'cart' });
});
beforeEach(() => {
  spans.length = 0;
  metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
});
afterAll(() => vi.unstubAllEnvs());

type Event = { readonly n: number };
type Handler = (event: Event, lambdaContext: LambdaContext) => Promise<unknown>;
type Middleware = {
  before?: (request: never) => unknown;
  after?: (request: never) => unknown;
  onError?: (request: never) => unknown;
};
type Middy = (handler: Handler) => Handler & { use(middleware: Middleware): unknown };

// The types of the three differ from each other in ways that do not matter here.
const middies = { 'Middy 5': middy5, 'Middy 6': middy6, 'Middy 7': middy7 } as unknown as Readonly<
  Record<string, Middy>
>;

const TOOLS = ['logger', 'tracer', 'metrics'] as const;
type Tool = (typeof TOOLS)[number];

const orders: Tool[][] = TOOLS.flatMap((first) =>
  TOOLS.filter((tool) => tool !== first).map((second) => [
    first,
    second,
    ...TOOLS.filter((tool) => tool !== first && tool !== second),
  ]),
);

const middlewareOf: Readonly<Record<Tool, () => ReturnType<typeof logMetrics>>> = {
  logger: () => injectLambdaContext(logger),
  tracer: () => captureLambdaHandler(tracer),
  metrics: () => logMetrics(metrics, { captureColdStartMetric: true }),
};

const slow: Middleware = { before: async () => void (await delay(Math.random() * 3)) };

const surroundings: Readonly<Record<string, (middlewares: Middleware[]) => Middleware[]>> = {
  'with nothing else': (middlewares) => middlewares,
  'behind a middleware that waits': (middlewares) => [slow, ...middlewares],
  'between middlewares that wait': (middlewares) => middlewares.flatMap((middleware) => [slow, middleware, slow]),
};

const under = (middy: Middy, middlewares: readonly Middleware[], handler: Handler): Handler => {
  const wrapped = middy(handler);
  for (const middleware of middlewares) wrapped.use(middleware);
  return wrapped;
};

const decorated = (dialect: (typeof dialects)[number], order: readonly Tool[], work: Handler): Handler => {
  const decorators = {
    logger: logger.injectLambdaContext(),
    tracer: tracer.captureLambdaHandler(),
    metrics: metrics.logMetrics({ captureColdStartMetric: true }),
  };
  const names = order.map((tool) => `@${tool}`).join(' ');
  const Compiled = compileClass<{ handler: Handler }>(
    dialect,
    `${names} handler(event, context) { return work(event, context); }`,
    { ...decorators, work },
  );
  const instance = new Compiled();
  return (event, context) => instance.handler(event, context);
};

const work: Handler = async ({ n }) => {
  logger.appendKeys({ own: n });
  tracer.putAnnotation('own', n);
  metrics.addDimension('own', `${n}`).addMetric('value', MetricUnit.Count, n);
  await delay(Math.random() * 4);
  const step = tracer.captureMethod(async function step() {
    await delay(Math.random() * 2);
    tracer.putAnnotation('step', n);
  });
  await step();
  logger.info('line', { expected: n });
  metrics.addMetric('value', MetricUnit.Count, 1);
  return n;
};

const COUNT = 300;
const callOf = (n: number) => lambdaContext({ awsRequestId: `request-${n}`, remainingMillis: 60_000 });

/** Half of them begin at once, in one stretch of code; the others whenever. */
const overlapping = async (
  handler: Handler,
  around?: (run: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> => {
  const results = await Promise.all(
    Array.from({ length: COUNT }, async (_, n) => {
      if (around || n % 2) await delay(Math.random() * 20);
      const call = () => handler({ n }, callOf(n));
      return around ? around(call) : call();
    }),
  );
  expect(results).toEqual(Array.from({ length: COUNT }, (_, n) => n));
};

const expectOwn = (lines: readonly string[]): void => {
  const parsed = lines.map((line) => JSON.parse(line));
  const emf = parsed.filter((line) => '_aws' in line);
  const logs = parsed.filter((line) => !('_aws' in line));
  expect(logs).toHaveLength(COUNT);
  for (const { expected, own, function_request_id: id } of logs)
    expect([own, id]).toEqual([expected, `request-${expected}`]);
  expect(emf).toHaveLength(COUNT);
  for (const { own, value } of emf) expect(value).toEqual([Number(own), 1]);
  expect(new Set(emf.map(({ own }) => own)).size).toBe(COUNT);
  const roots = spans.filter(({ name }) => name === '## index.handler');
  expect(roots).toHaveLength(COUNT);
  for (const { attributes } of roots) expect(attributes['faas.invocation_id']).toBe(`request-${attributes.own}`);
  const rootOf = new Map(roots.map((root) => [root.spanContext().spanId, root]));
  const steps = spans.filter(({ name }) => name === '### step');
  expect(steps).toHaveLength(COUNT);
  for (const step of steps) {
    expect(rootOf.get(step.parentSpanContext?.spanId ?? '')?.attributes.own).toBe(step.attributes.step);
  }
};

const table = Object.keys(middies).flatMap((version) => orders.map((order) => ({ version, order })));
const titled = table.map(({ version, order }) => ({ version, order, title: `${order.join(', ')} of ${version}` }));
const middyOf = (version: string): Middy => middies[version] ?? expect.fail(version);

describe.each(titled)(`${COUNT} overlapping invocations under $title`, ({ version, order }) => {
  it.each(Object.entries(surroundings))('keep what is theirs %s', async (_name, surround) => {
    const middlewares = surround(order.map((tool) => middlewareOf[tool]()));
    const handler = under(middyOf(version), middlewares, work);
    const { lines } = await capture(() => overlapping(handler));
    expectOwn(lines);
  });
});

describe.each(dialects)(`${COUNT} overlapping invocations under decorators of the %s kind`, (dialect) => {
  it.each(orders.map((order) => [order.join(', '), order] as const))(
    'keep what is theirs in the order %s',
    async (_, order) => {
      const handler = decorated(dialect, order, work);
      const { lines } = await capture(() => overlapping(handler));
      expectOwn(lines);
    },
  );
});

const cold = [
  ...titled.map(({ title, version, order }) => ({
    title,
    wrap: (handler: Handler) =>
      under(
        middyOf(version),
        order.map((tool) => middlewareOf[tool]()),
        handler,
      ),
  })),
  ...dialects.flatMap((dialect) =>
    orders.map((order) => ({
      title: `${order.join(', ')} as ${dialect} decorators`,
      wrap: (handler: Handler) => decorated(dialect, order, handler),
    })),
  ),
];

describe.each(cold)('the cold start under $title', ({ wrap }) => {
  it('is told by all three, and is none of a retry with the same request id', async () => {
    reset('environment');
    const handler = wrap(async () => logger.info('line'));
    const { lines } = await capture(async () => {
      for (let attempt = 0; attempt < 2; attempt += 1) await handler({ n: 1 }, callOf(1));
    });
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed.filter(({ message }) => message === 'line').map((line) => line.cold_start)).toEqual([true, false]);
    expect(parsed.filter((line) => line.ColdStart === 1)).toHaveLength(1);
    expect(spans.map(({ attributes }) => attributes.ColdStart)).toEqual([true, false]);
  });
});

describe.each(titled)('a middleware behind $title that answers in place of the handler', ({ version, order }) => {
  const warn = vi.fn();
  const wrap = (...inner: Middleware[]): Handler => {
    metrics = new Metrics({
      namespace: 'shop',
      serviceName: 'cart',
      logger: { debug: warn, info: warn, warn, error: warn },
    });
    metrics.setThrowOnEmptyMetrics(true);
    return under(middyOf(version), [...order.map((tool) => middlewareOf[tool]()), ...inner], async () => {
      metrics.addMetric('value', MetricUnit.Count, 1);
    });
  };
  beforeEach(() => void warn.mockClear());

  it('and cleans up, ends what was begun, without a word of metrics that are missing', async () => {
    const early = {
      before: async (request: Parameters<typeof cleanupMiddlewares>[0]) => {
        await cleanupMiddlewares(request);
        return 'early';
      },
    };
    const handler = wrap(early);
    const { lines } = await capture(async () => expect(await handler({ n: 1 }, callOf(1))).toBe('early'));
    expect([warn.mock.calls, lines]).toEqual([[], []]);
    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([['## index.handler', 0]]);
  });

  it('because it is a repeated event does the same', async () => {
    const handler = wrap(makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer() }));
    const { lines } = await capture(async () => {
      for (let attempt = 0; attempt < 3; attempt += 1) expect((await handler({ n: 1 }, callOf(1))) ?? null).toBe(null);
    });
    expect(warn).not.toHaveBeenCalled();
    expect(lines.map((line) => JSON.parse(line).value)).toEqual([1]);
    expect(spans.filter(({ name }) => name === '## index.handler')).toHaveLength(3);
  });
});

describe.each(Object.entries(middies))('%s', (_version, middy) => {
  it('runs a handler that returns nothing once for equal events', async () => {
    const run = vi.fn(async () => undefined);
    const handler = under(middy, [makeHandlerIdempotent({ persistenceStore: new InMemoryPersistenceLayer() })], run);
    for (let attempt = 0; attempt < 3; attempt += 1) await handler({ n: 1 }, callOf(attempt));
    expect(run).toHaveBeenCalledTimes(1);
  });

  const all = (): Middleware[] => TOOLS.map((tool) => middlewareOf[tool]());
  const outcome = async (handler: Handler) => {
    const { lines } = await capture(async () => {
      for (const n of [1, 2]) await handler({ n }, callOf(n));
    });
    const parsed = lines.map((line) => JSON.parse(line));
    return {
      own: parsed.filter(({ message }) => message === 'line').map((line) => [line.own, line.function_request_id]),
      values: parsed.filter((line) => '_aws' in line).map((line) => [line.own, line.value]),
      roots: spans
        .filter(({ attributes }) => 'faas.invocation_id' in attributes)
        .map(({ attributes }) => attributes.own),
    };
  };
  const expected = {
    own: [
      [1, 'request-1'],
      [2, 'request-2'],
    ],
    values: [
      ['1', [1, 1]],
      ['2', [2, 1]],
    ],
    roots: [1, 2],
  };

  it.each<[string, () => Handler]>([
    ['in withPowertools', () => withPowertools(under(middy, all(), work))],
    ['in withPowertools, behind a middleware that waits', () => withPowertools(under(middy, [slow, ...all()], work))],
    ['round withPowertools', () => under(middy, all(), withPowertools(work))],
    ['round decorators', () => under(middy, all(), decorated('standard', TOOLS, work))],
    ['round itself', () => under(middy, all(), under(middy, all(), work))],
  ])('%s runs one invocation', async (_where, wrap) => {
    expect(await outcome(wrap())).toEqual(expected);
  });

  it('leaves nothing behind of an invocation', async () => {
    const handler = under(middy, all(), work);
    await capture(() => handler({ n: 1 }, callOf(1)));
    expect(logger.getCorrelationId()).toBeUndefined();
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(peek('exitGuard')?.running.size).toBe(1);
  });

  it('counts an invocation as over that a middleware has answered without a word to the others', async () => {
    const early: Middleware = { before: () => 'early' };
    const handler = under(middy, [...all(), early], work);
    await capture(async () => {
      await handler({ n: 1 }, lambdaContext({ remainingMillis: 100 }));
      expect(peek('exitGuard')?.running.size).toBe(2);
      await vi.waitFor(() => expect(peek('exitGuard')?.running.size).toBe(1), 10_000);
    });
  });

  it('finds the invocation by what Lambda keeps for it, where code has lost its way', async () => {
    const storage = new AsyncLocalStorage<object>();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '16');
    vi.stubGlobal('awslambda', { InvokeStore: { getContext: () => storage.getStore() } });
    const lost: Handler = (event, given) =>
      context.with(ROOT_CONTEXT, async () => {
        logger.appendKeys({ own: event.n });
        await delay(Math.random() * 4);
        logger.info('line', { expected: event.n });
        return given && event.n;
      });
    const early: Middleware = { before: () => void logger.appendKeys({ early: true }) };
    const handler = under(middy, [early, ...all()], lost);
    const { lines } = await capture(() => overlapping(handler, (run) => storage.run({}, run)));
    const logs = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'line');
    expect(logs).toHaveLength(COUNT);
    for (const { expected: n, own, early: kept, function_request_id: id } of logs) {
      expect([own, kept, id]).toEqual([n, true, `request-${n}`]);
    }
    vi.unstubAllGlobals();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '');
  });
});
