// A function whose process ends in the middle of an invocation, in the way that its first argument says. It runs on the
// built package, as it would in Lambda.
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';

const [, , way] = process.argv;
const logger = new Logger();
const metrics = new Metrics();
const tracer = trace.getTracer('test');

const ways = {
  exit: () => process.exit(7),
  uncaughtException: () => {
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
  },
  unhandledRejection: () => void Promise.reject(new Error('nobody handles this')),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
};

const handler = withPowertools(async () => {
  logger.info('begun');
  metrics.addMetric('Begun', 'Count', 1);
  tracer.startSpan('finished').end();
  await tracer.startActiveSpan('interrupted', async () => {
    ways[way]();
    await new Promise((resolve) => setTimeout(resolve, 5000));
  });
});

await handler(
  {},
  {
    functionName: 'orders',
    awsRequestId: 'request-1',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
    memoryLimitInMB: '128',
    functionVersion: '$LATEST',
    getRemainingTimeInMillis: () => 10_000,
  },
);
