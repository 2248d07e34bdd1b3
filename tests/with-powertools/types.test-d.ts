import { ConsoleLogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter } from '@opentelemetry/sdk-trace-base';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context, Handler, StreamifyHandler } from 'aws-lambda';
import { configure, type LambdaContext, type Utility, withPowertools } from 'otel-powertools';
import { describe, expectTypeOf, it } from 'vitest';

describe('withPowertools', () => {
  it('keeps the types of event and result, and is asynchronous', () => {
    const handler = withPowertools((event: { name: string }) => event.name.length);
    expectTypeOf(handler).parameter(0).toEqualTypeOf<{ name: string }>();
    expectTypeOf(handler).returns.toEqualTypeOf<Promise<number>>();
  });

  it("gives a handler that names no context type the part of Lambda's that it needs", () => {
    withPowertools(async (_event: string, context) => {
      expectTypeOf(context).toEqualTypeOf<LambdaContext>();
    });
  });

  it('takes handlers typed with @types/aws-lambda, and what it gives back is one', () => {
    const typed: Handler<APIGatewayProxyEventV2, APIGatewayProxyResultV2> = async () => ({ statusCode: 200 });
    const handler = withPowertools(typed);
    expectTypeOf(handler).parameter(0).toEqualTypeOf<APIGatewayProxyEventV2>();
    expectTypeOf(handler).parameter(1).toEqualTypeOf<Context>();
    expectTypeOf(handler).toExtend<Handler<APIGatewayProxyEventV2, APIGatewayProxyResultV2>>();
  });

  it('keeps a streaming handler a streaming handler', () => {
    const streaming: StreamifyHandler<APIGatewayProxyEventV2> = async (_event, stream) => void stream.end();
    const handler = withPowertools(streaming);
    expectTypeOf(handler).parameter(0).toEqualTypeOf<APIGatewayProxyEventV2>();
    expectTypeOf(handler).toExtend<StreamifyHandler<APIGatewayProxyEventV2>>();
  });

  it('takes exporters of the SDK, by name or as objects, and refuses names that do not exist', () => {
    configure({
      traces: ['xray', new ConsoleSpanExporter()],
      metrics: new ConsoleMetricExporter(),
      logs: new ConsoleLogRecordExporter(),
    });
    // @ts-expect-error there is no such exporter
    configure({ traces: 'zipkin' });
    // @ts-expect-error an exporter of traces is none of metrics
    configure({ metrics: 'xray' });
    // @ts-expect-error an exporter can be shut down
    configure({ traces: { export: () => {} } });
  });

  it('takes utilities, and refuses what wraps nothing', () => {
    const utility: Utility = { name: 'mine', wrap: (_invocation, next) => next() };
    withPowertools(async () => 1, { use: [utility] });
    // @ts-expect-error a utility has a name and wraps
    withPowertools(async () => 1, { use: [{ name: 'nothing' }] });
  });
});
