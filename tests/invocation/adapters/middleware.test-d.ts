import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import middy5 from 'middy5';
import middy6 from 'middy6';
import middy7 from 'middy7';
import { withPowertools } from 'otel-powertools';
import { makeHandlerIdempotent } from 'otel-powertools/idempotency/middleware';
import type { BasePersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { validator } from 'otel-powertools/validation/middleware';
import { expectTypeOf, test } from 'vitest';

declare const persistenceStore: BasePersistenceLayer;
const logger = injectLambdaContext(new Logger());
const metrics = logMetrics(new Metrics());
const tracer = captureLambdaHandler(new Tracer());
const idempotent = makeHandlerIdempotent({ persistenceStore });
const validated = validator({});

const handler = async (event: APIGatewayProxyEvent, _context: Context): Promise<string> => event.path;

test('what is a middleware for Middy 5, 6 and 7 is a utility too', () => {
  expectTypeOf(middy5(handler).use(logger).use(metrics).use(tracer).use(idempotent).use(validated))
    .parameter(0)
    .toEqualTypeOf<APIGatewayProxyEvent>();
  expectTypeOf(middy6(handler).use(logger).use(metrics).use(tracer).use(idempotent).use(validated))
    .parameter(0)
    .toEqualTypeOf<APIGatewayProxyEvent>();
  expectTypeOf(middy7(handler).use(logger).use(metrics).use(tracer).use(idempotent).use(validated))
    .parameter(0)
    .toEqualTypeOf<APIGatewayProxyEvent>();
  withPowertools(handler, { use: [logger, metrics, tracer, idempotent, validated] });
});
