import middy from 'MIDDY';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { charge, logger, metrics, tracer } from './shop.mjs';

export const handler = middy(async ({ body }) => ({
  statusCode: 200,
  body: JSON.stringify(await charge(JSON.parse(body))),
}))
  .use(logMetrics(metrics))
  .use(injectLambdaContext(logger))
  .use(captureLambdaHandler(tracer));
