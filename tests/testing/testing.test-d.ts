import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  Context,
  EventBridgeEvent,
  Handler,
  SQSEvent,
} from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import {
  apiGatewayRestEvent,
  apiGatewayV2Event,
  eventBridgeEvent,
  lambdaContext,
  sqsEvent,
} from 'otel-powertools/testing';
import { describe, expectTypeOf, it } from 'vitest';

describe('what is made for tests', () => {
  it('is what the types of Lambda ask for', () => {
    expectTypeOf(lambdaContext()).toExtend<Context>();
    expectTypeOf(apiGatewayV2Event()).toExtend<APIGatewayProxyEventV2>();
    expectTypeOf(apiGatewayRestEvent()).toExtend<APIGatewayProxyEvent>();
    expectTypeOf(sqsEvent([])).toExtend<SQSEvent>();
    expectTypeOf(eventBridgeEvent({ detailType: 'Placed', detail: { order: 7 } })).toExtend<
      EventBridgeEvent<'Placed', { order: number }>
    >();
  });

  it('is what a wrapped handler takes', () => {
    const inner: Handler<SQSEvent, string> = async () => 'done';
    const handler = withPowertools(async (event: SQSEvent, context: Context) => inner(event, context, () => {}));
    expectTypeOf(handler).toBeCallableWith(sqsEvent([]), lambdaContext());
  });
});
