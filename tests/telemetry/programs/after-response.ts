import { setTimeout as sleep } from 'node:timers/promises';
import { metrics, trace } from '@opentelemetry/api';
import middy5 from 'middy5';
import middy6 from 'middy6';
import middy7 from 'middy7';
import { configure, explain, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';

interface Order {
  readonly id?: number;
  readonly millis?: number;
  readonly way?: string;
}

declare const awslambda: {
  streamifyResponse<THandler>(handler: THandler): THandler;
};

configure({ flushTimeoutMillis: Number(process.env.FLUSH_TIMEOUT_MILLIS ?? 1000) });
const logger = new Logger();
const published = new Metrics({ namespace: 'shop' });

const record = (id: number | undefined): void => {
  trace.getTracer('test').startActiveSpan(`work ${id}`, (span) => span.end());
  metrics.getMeter('test').createCounter('orders').add(1);
  published.addMetric('amount', MetricUnit.Count, 2);
  logger.info(`order ${id}`);
};

const ways: Readonly<Record<string, () => unknown>> = {
  fail: () => {
    throw new RangeError('no such order');
  },
  'never answer': () => sleep(60_000),
  'never settle': () => new Promise(() => {}),
  exit: () => process.exit(3),
  'throw where nobody catches': async () => {
    setImmediate(() => {
      throw new Error('uncaught');
    });
    await sleep(60_000);
  },
};

const work = async ({ id, millis = 0, way }: Order): Promise<unknown> => {
  record(id);
  if (millis > 0) await sleep(millis);
  await ways[way ?? '']?.();
  return { charged: id, exports: explain().networkExports };
};

export const handler = withPowertools(work);

/** Not wrapped, in a module that has set telemetry up. */
export const bare = async (): Promise<unknown> => ({ exports: explain().networkExports });

/** Not wrapped, with metrics all the same. */
export const bareWithMetrics = async (): Promise<unknown> => {
  published.addMetric('published alone', MetricUnit.Count, 1);
  published.publishStoredMetrics();
  await sleep(100);
  return 'done';
};

/** The function has another wrapper round ours, which goes on for a while. */
export const slowlyWrapped = async (order: Order, context: never): Promise<unknown> => {
  const result = await handler(order, context);
  await sleep(50);
  return result;
};

/** As a server would that has several invocations at once. */
export const overlapping = async (_event: unknown, context: object): Promise<unknown> =>
  Promise.all([1, 2].map((id) => handler({ id, millis: 20 * id }, { ...context, awsRequestId: `r-${id}` } as never)));

/** Of which a middleware answers in place of the handler: ours is not told. */
const answeredBy = (middy: typeof middy5): unknown =>
  middy()
    .use(injectLambdaContext(logger))
    .before(async () => 'early')
    .handler(async () => 'late');

export const answeredByMiddy5 = answeredBy(middy5);
export const answeredByMiddy6 = answeredBy(middy6 as never);
export const answeredByMiddy7 = answeredBy(middy7 as never);

export const underMiddy = middy6()
  .use(injectLambdaContext(logger))
  .handler(async (event) => {
    const { id }: Order = Object(event);
    logger.info(`order ${id}`);
    return { charged: id, exports: explain().networkExports };
  });

interface ResponseStream {
  write(text: string): void;
  end(): void;
}

const stream = async ({ id }: Order, response: ResponseStream): Promise<void> => {
  record(id);
  response.write('first,');
  setTimeout(() => {
    response.write('last');
    response.end();
  }, 30);
};

export const streaming = withPowertools(
  (awslambda as typeof awslambda | undefined)?.streamifyResponse(stream as never) ?? (stream as never),
);
