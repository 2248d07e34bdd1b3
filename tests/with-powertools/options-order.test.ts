import { type DiagLogger, diag } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { expect, it } from 'vitest';
import { lambdaContext, traceHeader } from '../support/lambda.js';

it('counts the options of withPowertools although façades were made before it', async () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const ignore = (): void => {};
  const logger: DiagLogger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger);
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';

  new Logger();
  new Metrics();
  const tracer = new Tracer();
  const work = tracer.captureMethod(async () => 'done', { subSegmentName: 'work' });

  const names: string[] = [];
  const exporter = {
    export(spans: { name: string; resource: { attributes: object } }[], done: (result: { code: number }) => void) {
      names.push(...spans.map(({ name }) => name));
      expect(spans[0]?.resource.attributes).toMatchObject({ 'service.name': 'shop' });
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  const handler = withPowertools(() => work(), { service: 'shop', traces: exporter });
  await handler({}, lambdaContext({ xRayTraceId: traceHeader().header }));

  expect(warnings).toEqual([]);
  expect(names).toEqual(['work', 'orders']);
});
