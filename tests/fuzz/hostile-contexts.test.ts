import { context, diag, type Span, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { type LambdaContext, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deadlineOf, firstAlarmIn, nextAlarmIn } from '../../src/invocation/deadline-guard.js';
import { quietSpan } from '../../src/invocation/span/quiet-span.js';
import { deferredExporter } from '../../src/telemetry/export/deferred-exporter.js';
import { exportFailures, exportItems } from '../../src/telemetry/export/export.js';
import { lambdaContext } from '../support/lambda.js';

const fail = (): never => {
  throw new Error('not my day');
};
const untouched: unknown[] = [];
const note = (error: unknown): void => void untouched.push(error);

// Spans are recorded; nobody listens where they are sent.
vi.hoisted(() => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
});

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((_chunk, encoding, done) => {
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  });
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterEach(async () => {
  // What a callback breaks, it breaks later.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(untouched).toEqual([]);
});
afterAll(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  vi.restoreAllMocks();
});

const logger = new Logger();
const metrics = new Metrics({ namespace: 'Shop' });
const tracer = new Tracer({ captureHTTPsRequests: false });
const handler = withPowertools(
  async (_event: unknown, given) => {
    logger.info('runs');
    metrics.addMetric('runs', MetricUnit.Count, 1);
    tracer.putAnnotation('runs', true);
    return { given };
  },
  { use: [injectLambdaContext(logger, { logEvent: true }), logMetrics(metrics), captureLambdaHandler(tracer)] },
);

describe('the answer of the handler is untouched by a context', () => {
  const names = [...Object.keys(lambdaContext()), 'clientContext', 'identity', 'tenantId', 'xRayTraceId', 'then'];
  it.each(names)('whose getter for %s throws', async (name) => {
    const given = Object.defineProperty(lambdaContext(), name, { get: fail, enumerable: true, configurable: true });
    expect(await handler({}, given)).toEqual({ given });
  });

  const throwing: ProxyHandler<LambdaContext> = { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail };
  it.each<[string, unknown]>([
    ['of which nothing can be read', new Proxy(lambdaContext(), throwing)],
    ['that is none', undefined],
    ['that is null', null],
    ['that is a text', 'context'],
    ['that is empty', {}],
    ['that is frozen', Object.freeze(lambdaContext())],
  ])('%s', async (_what, given) => {
    const answer = await handler({}, given as LambdaContext);
    expect(Object.is(answer.given, given) || given === null).toBe(true);
  });

  it.each<[string, unknown]>([
    ['an event of which nothing can be read', new Proxy({}, throwing as ProxyHandler<object>)],
    ['an event whose getter throws', Object.defineProperty({}, 'headers', { get: fail, enumerable: true })],
    ['a circular event', Object.assign(Object.create(null), { Records: [] })],
  ])('nor by %s', async (_what, event) => {
    await expect(handler(event, lambdaContext())).resolves.toBeDefined();
  });
});

describe('a remaining time that no Lambda function has', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, Number.MAX_SAFE_INTEGER, '5', null])(
    '%s is none, and sets no timer',
    async (millis) => {
      const given = lambdaContext({ getRemainingTimeInMillis: () => millis as number });
      expect(deadlineOf(given)).toBeUndefined();
      const timers = vi.spyOn(globalThis, 'setTimeout');
      await handler({}, given);
      const long = timers.mock.calls.filter(([, wait]) => !((wait ?? 0) <= 2 ** 31 - 1));
      timers.mockRestore();
      expect(long).toEqual([]);
    },
  );

  it('but the longest one sets one that rings once', () => {
    const deadline = deadlineOf(lambdaContext({ getRemainingTimeInMillis: () => 2 ** 31 - 1 }));
    expect(firstAlarmIn(deadline, undefined)).toBeLessThan(2 ** 31);
    expect(nextAlarmIn(deadline ?? 0)).toBeLessThan(2 ** 31);
  });
});

type Export = (items: string[], done: (result: never) => void) => unknown;

describe('the process is untouched by an exporter that', () => {
  it.each<[string, Export]>([
    ['calls back without a result', (_items, done) => Reflect.apply(done, undefined, [])],
    ['calls back with null', (_items, done) => done(null as never)],
    ['calls back with a text', (_items, done) => done('ok' as never)],
    ['calls back later without a result', (_items, done) => setTimeout(() => Reflect.apply(done, undefined, []), 1)],
    [
      'calls back with a getter that throws',
      (_items, done) => done(Object.defineProperty({}, 'code', { get: fail }) as never),
    ],
    [
      'calls back later with a getter that throws',
      (_items, done) => setTimeout(() => done(Object.defineProperty({}, 'code', { get: fail }) as never), 1),
    ],
    [
      'calls back twice, and throws',
      (_items, done) => {
        done({ code: 1 } as never);
        done({ code: 0 } as never);
        fail();
      },
    ],
    ['rejects', async () => fail()],
    ['gives a thenable that throws', () => ({ [`${'th'}en`]: fail })],
  ])('%s', async (how, exportIt) => {
    const before = exportFailures().spans;
    const exported = exportItems({ export: exportIt as never }, ['item'], 'spans');
    // Nobody has answered at all in the last case: the flush goes on without it.
    await Promise.race([exported, new Promise((resolve) => setTimeout(resolve, 50))]);
    expect(exportFailures().spans - before).toBe(how.includes('thenable') ? 0 : 1);
  });

  it('throws once its module has been loaded', async () => {
    const exporter = deferredExporter(async () => ({ export: fail }), 'it could not be loaded');
    const before = exportFailures().spans;
    await exportItems(exporter, ['item'], 'spans');
    expect(exportFailures().spans - before).toBe(1);
  });
});

describe('a span of somebody else', () => {
  it('whose methods throw costs nothing but itself', () => {
    const hostile = new Proxy({} as Span, { get: () => fail });
    const span = quietSpan(hostile);
    span
      .setAttribute('a', 1)
      .setAttributes({ a: 1 })
      .addEvent('e')
      .addLink({ context: span.spanContext() })
      .addLinks([])
      .setStatus({ code: 1 })
      .updateName('n')
      .end();
    span.recordException('x');
    expect(span.isRecording()).toBe(false);
  });

  it('is not the handler’s affair, whatever of it throws, and when', async () => {
    diag.disable();
    trace.disable();
    for (const method of ['onStart', 'onEnd'] as const) {
      const processor = {
        onStart: () => {},
        onEnd: () => {},
        forceFlush: async () => fail(),
        shutdown: async () => {},
        [method]: fail,
      };
      trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
      const captured = tracer.captureMethod(async (n: number) => n + 1);
      expect(await captured(1)).toBe(2);
      expect(tracer.provider.captureFunc('f', () => 3)).toBe(3);
      expect(await handler({}, lambdaContext())).toBeDefined();
      trace.disable();
    }
    const span = new Proxy({} as Span, { get: () => fail });
    context.with(trace.setSpan(context.active(), span), () => {
      tracer.putAnnotation('a', 1);
      tracer.putMetadata('a', 1);
      tracer.addErrorAsMetadata(new Error('x'));
      tracer.addResponseAsMetadata(1, 'm');
    });
  });
});
