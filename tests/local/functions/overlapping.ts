// One piece of work under each way to wrap a handler. Invocations overlap in it: what one records must stay its own.
import { setTimeout as delay } from 'node:timers/promises';
import middy5 from 'middy5';
import middy6 from 'middy6';
import middy7 from 'middy7';
import { type LambdaContext, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';

interface Event {
  readonly n: number;
}

const logger = new Logger({ serviceName: 'cart' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
const tracer = new Tracer({ serviceName: 'cart' });

const work = async ({ n }: Event): Promise<number> => {
  logger.appendKeys({ own: n });
  tracer.putAnnotation('own', n);
  metrics.addDimension('own', `${n}`).addMetric('value', MetricUnit.Count, n);
  await delay(Math.random() * 400);
  const step = tracer.captureMethod(async function step() {
    await delay(Math.random() * 20);
    tracer.putAnnotation('step', n);
  });
  await step();
  logger.info('line', { expected: n });
  metrics.addMetric('value', MetricUnit.Count, 1);
  return n;
};

export const wrapped = withPowertools(work);

const middlewares = () => [
  logMetrics(metrics),
  injectLambdaContext(logger, { resetKeys: true }),
  captureLambdaHandler(tracer),
];

export const withMiddy5 = middy5(work).use(middlewares());
export const withMiddy6 = middy6(work).use(middlewares());
export const withMiddy7 = middy7(work).use(middlewares());

class Service {
  @metrics.logMetrics()
  @tracer.captureLambdaHandler()
  @logger.injectLambdaContext({ resetKeys: true })
  async handler(event: Event, _context: LambdaContext): Promise<number> {
    return work(event);
  }
}

const service = new Service();
export const decorated = (event: Event, context: LambdaContext): Promise<number> => service.handler(event, context);
