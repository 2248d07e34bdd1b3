import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { trace } from '@opentelemetry/api';
import { currentInvocation, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { captureTelemetry, type TelemetryCapture } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reset } from '../../src/shared/process-state.js';

type Handler = (event: { id: string }, context: DurableContext) => Promise<unknown>;

const logger = new Logger({ serviceName: 'orders' });
let metrics: Metrics;
const tracer = new Tracer({ serviceName: 'orders' });

const work: Handler = async (event, context) => {
  logger.info('begun', { id: event.id });
  metrics.addMetric('begun', 'Count', 1);
  const order = await context.step('load', async () => {
    trace.getTracer('test').startSpan('load').end();
    return `order ${event.id}`;
  });
  logger.info('loaded');
  await context.wait({ seconds: 1 });
  logger.info('waited');
  metrics.addMetric('waited', 'Count', 1);
  return order;
};

const context = { kind: 'method', name: 'handler' } as ClassMethodDecoratorContext;

/** As the decorators of TypeScript make it: the last one written is the innermost. */
const decorated = (): Handler =>
  tracer.captureLambdaHandler()(
    metrics.logMetrics({ captureColdStartMetric: true })(logger.injectLambdaContext()(work, context), context),
    context,
  );

type LambdaHandler = ReturnType<typeof withDurableExecution>;

const wrap = (handler: LambdaHandler): LambdaHandler =>
  Reflect.apply(withPowertools, undefined, [handler]) as LambdaHandler;

const orders: Record<string, () => LambdaHandler> = {
  'withPowertools inside': () => withDurableExecution(withPowertools(work)),
  'decorators inside': () => withDurableExecution(decorated()),
  'both inside': () => withDurableExecution(withPowertools(decorated())),
  'withPowertools outside': () => wrap(withDurableExecution(work)),
  'withPowertools outside, decorators inside': () => wrap(withDurableExecution(decorated())),
};

describe('a durable function', () => {
  let telemetry: TelemetryCapture;
  beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: false }));
  afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());
  beforeEach(() => {
    telemetry = captureTelemetry();
    reset('environment', 'coldStarts');
    // An instance says of one cold start.
    metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
  });
  afterEach(() => telemetry[Symbol.dispose]());

  const run = async (handlerFunction: LambdaHandler) => {
    const runner = new LocalDurableTestRunner({ handlerFunction });
    const execution = await runner.run({ payload: { id: '7' } });
    return { result: execution.getResult(), invocations: execution.getInvocations().length };
  };
  const rootSpans = () => telemetry.spans.filter(({ name }) => name !== 'load');
  const logged = (message: string) => telemetry.logs.filter((log) => log.message === message);
  const measured = (name: string) => telemetry.metrics.filter((metric) => metric.name === name);

  it.each(Object.keys(orders))('is a span an invocation, cold once, with %s', async (order) => {
    const { result, invocations } = await run((orders[order] as () => LambdaHandler)());
    expect(result).toBe('order 7');
    expect(invocations).toBe(2);
    expect(rootSpans().map(({ attributes }) => attributes['faas.coldstart'])).toEqual([true, false]);
    expect(telemetry.spans.filter(({ name }) => name === 'load')).toHaveLength(1);
    expect(measured('ColdStart').length).toBe(order.includes('decorators') || order.includes('both') ? 1 : 0);
    // Only who is inside knows which of it was said before.
    if (order === 'withPowertools outside') return;
    for (const message of ['begun', 'loaded', 'waited']) expect(logged(message), message).toHaveLength(1);
    for (const name of ['begun', 'waited']) expect(measured(name), name).toHaveLength(1);
  });

  it('has sent what it has by the time that it is suspended', async () => {
    const sent: number[] = [];
    const handler = withDurableExecution(withPowertools(work));
    await run((async (event: never, context: never) => {
      const answer: unknown = await Reflect.apply(handler, undefined, [event, context]);
      sent.push(rootSpans().length);
      return answer;
    }) as never);
    expect(sent).toEqual([1, 2]);
  });

  it('is no cold start where it goes on in a new environment', async () => {
    const handler = withDurableExecution(withPowertools(work));
    await run((async (event: never, context: never) => {
      // Each invocation in a process of its own.
      reset('environment', 'coldStarts');
      return Reflect.apply(handler, undefined, [event, context]);
    }) as never);
    expect(rootSpans().map(({ attributes }) => attributes['faas.coldstart'])).toEqual([true, false]);
  });

  it("knows Lambda's own context, and hands the handler the durable one", async () => {
    let seen: unknown;
    const handler = withDurableExecution(
      withPowertools(async (_event: object, context: DurableContext) => {
        seen = [currentInvocation().lambdaContext === context.lambdaContext, typeof context.step];
        return 'done';
      }),
    );
    await run(handler);
    expect(seen).toEqual([true, 'function']);
  });
});
