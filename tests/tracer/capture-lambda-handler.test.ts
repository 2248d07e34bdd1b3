import middy from '@middy/core';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { lambdaContext } from './lambda-context.js';
import { metadataOf, type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from './telemetry.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
});
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  vi.stubEnv('_HANDLER', 'index.handler');
  telemetry.exporter.reset();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(unregisterTelemetry);

type Handler = (event: { n: number }) => Promise<unknown>;
const pause = (millis = 1) => new Promise((resolve) => setTimeout(resolve, millis));

/** A class is decorated here as compilers do it; the dialects themselves are tested with the compilers. */
const decorated = (tracer: Tracer, handler: Handler, options = {}) => {
  const descriptor = { value: handler };
  tracer.captureLambdaHandler(options)({}, 'handler', descriptor);
  return descriptor.value as (event: { n: number }, lambdaContext: unknown) => Promise<unknown>;
};

const ways: [
  string,
  (
    tracer: Tracer,
    handler: Handler,
    options?: object,
  ) => (event: { n: number }, lambdaContext: never) => Promise<unknown>,
][] = [
  ['the decorator', decorated],
  ['middy', (tracer, handler, options) => middy(handler).use(captureLambdaHandler(tracer, options))],
  [
    'middy behind an asynchronous middleware',
    (tracer, handler, options) =>
      middy(handler)
        .before(async () => void (await pause()))
        .use(captureLambdaHandler(tracer, options)),
  ],
];

describe.each(ways)('a handler captured by %s alone', (_way, captured) => {
  const call = (handler: ReturnType<typeof captured>, n = 1, id = 'request-1') =>
    handler({ n }, lambdaContext(id) as never);

  it('has a span under the one of Lambda, with ColdStart, Service and the response', async () => {
    reset('environment');
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
    const tracer = new Tracer({ serviceName: 'orders' });
    const handler = captured(tracer, async ({ n }) => {
      await pause();
      tracer.putAnnotation('inside', n);
      return { n };
    });
    expect(await call(handler)).toEqual({ n: 1 });
    expect(await call(handler, 2, 'request-2')).toEqual({ n: 2 });
    const spans = telemetry.spans();
    expect(spans.map((span) => span.name)).toEqual(['## index.handler', '## index.handler']);
    expect(spans.map((span) => span.attributes)).toMatchObject([
      {
        ColdStart: true,
        Service: 'orders',
        inside: 1,
        'aws.xray.annotations': ['ColdStart', 'Service', 'inside'],
        'faas.invocation_id': 'request-1',
      },
      { ColdStart: false, Service: 'orders', inside: 2, 'faas.invocation_id': 'request-2' },
    ]);
    expect(spans.map((span) => metadataOf(span, 'orders'))).toEqual(
      [1, 2].map((n) => ({ 'index.handler response': { n } })),
    );
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('records the error and hands the very error on', async () => {
    const tracer = new Tracer();
    const error = new RangeError('too far');
    const handler = captured(tracer, async () => {
      throw error;
    });
    await expect(call(handler)).rejects.toBe(error);
    const span = telemetry.span('## index.handler');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(span.events.map((event) => event.name)).toEqual(['exception']);
  });

  it('keeps its response to itself where that is asked for', async () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const handler = captured(tracer, async () => 'secret', { captureResponse: false });
    await call(handler);
    expect(metadataOf(telemetry.span('## index.handler'), 'orders')).toBeUndefined();
  });

  it('is the parent of what is captured in it', async () => {
    const tracer = new Tracer();
    const place = tracer.captureMethod(async function place() {
      await pause();
    });
    await call(
      captured(tracer, async () => {
        await place();
      }),
    );
    const { spanId } = telemetry.span('## index.handler').spanContext();
    expect(telemetry.span('### place').parentSpanContext?.spanId).toBe(spanId);
  });

  it('annotates the span of withPowertools, and opens none of its own', async () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const handler = withPowertools(
      captured(tracer, async () => {
        tracer.putAnnotation('inside', true);
        throw new Error('x');
      }),
    );
    await expect(handler({ n: 1 }, lambdaContext() as never)).rejects.toThrow('x');
    expect(telemetry.spans().map((span) => span.name)).toEqual(['orders']);
    expect(telemetry.span('orders').attributes).toMatchObject({ Service: 'orders', inside: true });
    expect(telemetry.span('orders').events).toHaveLength(1);
  });
});

describe('200 overlapping invocations', () => {
  const overlapping = async (handler: (event: { n: number }, lambdaContext: never) => Promise<unknown>) => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => handler({ n }, lambdaContext(`request-${n}`) as never)));
  };
  const work = (tracer: Tracer): Handler => {
    const step = tracer.captureMethod(async function step(n: number) {
      await pause(Math.random() * 5);
      tracer.putAnnotation('step', n);
      return n;
    });
    return async ({ n }) => {
      await pause(Math.random() * 5);
      tracer.putAnnotation('n', n);
      await Promise.all([step(n), step(n)]);
      tracer.putMetadata('n', n);
      return n;
    };
  };

  it.each([
    ['withPowertools', (tracer: Tracer) => withPowertools(work(tracer), { use: [captureLambdaHandler(tracer)] })],
    ['the decorator', (tracer: Tracer) => decorated(tracer, work(tracer))],
    ['middy', (tracer: Tracer) => middy(work(tracer)).use(captureLambdaHandler(tracer))],
  ])('under %s keep what is theirs on their own spans', async (_way, create) => {
    const tracer = new Tracer({ serviceName: 'orders' });
    await overlapping(create(tracer));
    const roots = telemetry.spans().filter((span) => span.attributes['faas.invocation_id'] !== undefined);
    expect(roots).toHaveLength(200);
    for (const root of roots) {
      const { n } = root.attributes;
      expect(root.attributes['faas.invocation_id']).toBe(`request-${n}`);
      expect(metadataOf(root, 'orders')).toEqual({ n, 'index.handler response': n });
      const steps = telemetry.spans().filter((span) => span.parentSpanContext?.spanId === root.spanContext().spanId);
      expect(steps.map((span) => span.attributes.step)).toEqual([n, n]);
    }
  });
});

describe('captureLambdaHandler for middy', () => {
  it('ends the span for a middleware that answers in place of the handler', async () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const early: middy.MiddlewareObj = {
      before: async (request) => {
        const cleanup: unknown = Reflect.get(request.internal, 'powertools-for-aws.tracer');
        if (typeof cleanup === 'function') await cleanup(request);
        return 'early';
      },
    };
    const handler = middy(async () => 'late')
      .use(captureLambdaHandler(tracer))
      .use(early);
    expect(await handler({}, lambdaContext() as never)).toBe('early');
    expect(telemetry.spans().map((span) => span.name)).toEqual(['## index.handler']);
    expect(metadataOf(telemetry.span('## index.handler'), 'orders')).toBeUndefined();
  });

  it('begins anew where the last invocation has left its context behind', async () => {
    const tracer = new Tracer();
    const handler = middy(async () => {
      tracer.putAnnotation('inside', true);
    }).use(captureLambdaHandler(tracer));
    for (let n = 0; n < 3; n += 1) await handler({}, lambdaContext(`request-${n}`) as never);
    const spans = telemetry.spans();
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
    expect(spans.map((span) => span.parentSpanContext)).toEqual([undefined, undefined, undefined]);
  });
});
