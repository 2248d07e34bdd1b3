import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import middy from 'middy6';
import { configure, type ExportCallback } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../../src/invocation/context/context-manager.js';
import { capture } from '../../metrics/capture.js';
import { lambdaContext } from '../../support/lambda.js';

const spans: ReadableSpan[] = [];
beforeAll(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
  vi.stubEnv('_HANDLER', 'index.handler');
  // Somebody else's: one that this package has not registered.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  const take = (ended: ReadableSpan[], done: ExportCallback): void => {
    spans.push(...ended);
    done({ code: 0 });
  };
  configure({ traces: { export: take, shutdown: async () => {} } });
});
afterAll(() => vi.unstubAllEnvs());

it("Middy under somebody else's context manager loses no line, metric or span of one invocation after the other", async () => {
  const logger = new Logger();
  const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });
  const tracer = new Tracer({ captureHTTPsRequests: false, serviceName: 'cart' });
  const handler = middy(async ({ n }: { n: number }) => {
    metrics.addMetric('value', MetricUnit.Count, n);
    await delay(1);
    logger.info('line', { n });
    return n;
  })
    .use(injectLambdaContext(logger))
    .use(captureLambdaHandler(tracer))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: true }));
  const { lines } = await capture(async () => {
    for (const n of [1, 2]) {
      const given = lambdaContext({ awsRequestId: `request-${n}` });
      expect(await handler({ n }, given as Parameters<typeof handler>[1])).toBe(n);
    }
  });
  const parsed = lines.map((line) => JSON.parse(line));
  expect(parsed.filter(({ message }) => message === 'line').map((line) => line.function_request_id)).toEqual([
    'request-1',
    'request-2',
  ]);
  expect(parsed.filter((line) => '_aws' in line).map(({ value }) => value)).toEqual([1, 2]);
  expect(spans.map(({ attributes }) => [attributes['faas.invocation_id'], attributes.Service])).toEqual([
    ['request-1', 'cart'],
    ['request-2', 'cart'],
  ]);
});
