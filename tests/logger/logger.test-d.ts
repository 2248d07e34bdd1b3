import middy from '@middy/core';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import type { JsonLogRecordExporter } from 'otel-powertools/exporters/json';
import { type LogAttributes, LogFormatter, Logger, LogItem, type UnformattedAttributes } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { expectTypeOf, test } from 'vitest';

const logger = new Logger({ logLevel: 'debug', serviceName: 'orders', persistentKeys: { team: 'a' } });

test('a log method takes a message, an error, a text or objects', () => {
  logger.info('message');
  logger.info('message', new Error('x'));
  logger.info('message', 'text');
  logger.info('message', { a: 1 }, { b: 2 });
  logger.info({ message: 'message', a: 1 });
  // @ts-expect-error an object needs a message
  logger.info({ a: 1 });
});

test('reserved keys are a type error', () => {
  // @ts-expect-error the level is the record's own
  logger.appendKeys({ level: 'x' });
});

test('a level is one of the names', () => {
  logger.setLogLevel('CRITICAL');
  // @ts-expect-error there is no such level
  logger.setLogLevel('loud');
});

test("the context of Lambda's types is accepted everywhere", () => {
  logger.addContext({} as Context);
  middy<APIGatewayProxyEvent, string>(async () => 'ok').use(injectLambdaContext(logger, { logEvent: true }));
  withPowertools(async (_event: APIGatewayProxyEvent, _context: Context) => 'ok', {
    use: [injectLambdaContext([logger, logger.createChild()])],
  });
});

test('the decorator keeps the type of the method', () => {
  class Lambda {
    @logger.injectLambdaContext({ resetKeys: true })
    async handler(event: APIGatewayProxyEvent, _context: Context): Promise<string> {
      return event.path;
    }
  }
  expectTypeOf(new Lambda().handler).returns.resolves.toBeString();
});

test('withKeys answers what its function answers, or something to dispose of', () => {
  expectTypeOf(logger.withKeys({ a: 1 }, () => 5)).toBeNumber();
  expectTypeOf(logger.withKeys({ a: 1 })).toEqualTypeOf<Disposable>();
});

test('a formatter is made as for Powertools', () => {
  class Mine extends LogFormatter {
    override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
      return new LogItem({
        attributes: { m: attributes.message, r: attributes.lambdaContext?.awsRequestId },
      }).addAttributes(additional);
    }
  }
  new Logger({ logFormatter: new Mine() });
});

test('the exporter is one for the SDK', () => {
  expectTypeOf<JsonLogRecordExporter>().toExtend<LogRecordExporter>();
});
