import { Router } from 'otel-powertools/event-handler';
import {
  apiGatewayRestEvent,
  apiGatewayV2Event,
  eventBridgeEvent,
  lambdaContext,
  sqsEvent,
} from 'otel-powertools/testing';
import { describe, expect, it } from 'vitest';
import { detectTrigger } from '../../src/triggers/trigger.js';

const request = {
  method: 'post',
  path: '/orders/7',
  route: '/orders/{id}',
  pathParameters: { id: '7' },
  query: { page: '2', tag: ['a', 'b&c'] },
  headers: { 'X-Tenant': 'gold', Cookie: 'a=1; b=2' },
  body: { item: 'book' },
};

describe('an HTTP event', () => {
  it.each([
    ['apigateway-http', apiGatewayV2Event],
    ['apigateway-rest', apiGatewayRestEvent],
  ] as const)('of %s reaches a route with all of the request', async (source, makeEvent) => {
    const event = makeEvent(request);
    expect(detectTrigger(event)).toMatchObject({ source, spanName: 'POST /orders/{id}' });

    const app = new Router();
    app.post('/orders/:id', async ({ req, params, query, queries, header }) => {
      const body: unknown = await req.json();
      return { id: params.id, page: query('page'), tags: queries('tag'), tenant: header('x-tenant'), body };
    });
    const answer: unknown = await app.resolve(event, lambdaContext());
    expect(answer).toMatchObject({
      statusCode: 200,
      body: JSON.stringify({ id: '7', page: '2', tags: ['a', 'b&c'], tenant: 'gold', body: { item: 'book' } }),
    });
  });

  it('is a GET of / unless told otherwise', () => {
    expect(apiGatewayV2Event()).toMatchObject({ routeKey: 'GET /', rawPath: '/', rawQueryString: '' });
    expect(apiGatewayV2Event()).not.toHaveProperty('body');
    expect(apiGatewayRestEvent()).toMatchObject({ httpMethod: 'GET', queryStringParameters: null, body: null });
  });

  it('has its cookies where payload format 2.0 has them', () => {
    expect(apiGatewayV2Event(request)).toMatchObject({ cookies: ['a=1', 'b=2'] });
    expect(apiGatewayV2Event(request).headers).not.toHaveProperty('cookie');
  });

  it('leaves text as it is', () => {
    const { body, headers } = apiGatewayV2Event({ body: '<order/>' });
    expect(body).toBe('<order/>');
    expect(headers).not.toHaveProperty('content-type');
  });
});

describe('an SQS event', () => {
  it('has a record for each message', () => {
    const event = sqsEvent(
      [
        { body: { order: 7 }, attributes: { traceparent: '00-1-2-01' }, messageGroupId: 'g' },
        { body: 'text', messageId: 'm-2', traceHeader: 'Root=1-2-3' },
      ],
      { queueName: 'orders.fifo' },
    );
    expect(detectTrigger(event)).toMatchObject({
      source: 'sqs',
      attributes: { 'messaging.destination.name': 'orders.fifo', 'messaging.batch.message_count': 2 },
    });
    expect(event.Records).toMatchObject([
      {
        body: '{"order":7}',
        md5OfBody: '4db405096ca2c297ffb21aeada277352',
        messageAttributes: { traceparent: { stringValue: '00-1-2-01', dataType: 'String' } },
        attributes: { MessageGroupId: 'g' },
      },
      { body: 'text', messageId: 'm-2', attributes: { AWSTraceHeader: 'Root=1-2-3' } },
    ]);
  });
});

describe('an EventBridge event', () => {
  it('has its detail', () => {
    const event = eventBridgeEvent({ source: 'shop.orders', detailType: 'OrderPlaced', detail: { order: 7 } });
    expect(detectTrigger(event)).toMatchObject({ source: 'eventbridge' });
    expect(event).toMatchObject({ 'detail-type': 'OrderPlaced', detail: { order: 7 }, resources: [] });
  });
});

describe('a Lambda context', () => {
  it('counts down to its end', () => {
    expect(lambdaContext({ remainingMillis: 500 }).getRemainingTimeInMillis()).toBeLessThanOrEqual(500);
    expect(lambdaContext({ remainingMillis: -1 }).getRemainingTimeInMillis()).toBe(0);
  });

  it('belongs to one invocation', () => {
    const one = lambdaContext({ functionName: 'orders', xRayTraceId: 'Root=1-2-3' });
    expect(one).toMatchObject({
      functionName: 'orders',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
      logGroupName: '/aws/lambda/orders',
      xRayTraceId: 'Root=1-2-3',
    });
    expect(lambdaContext().awsRequestId).not.toBe(one.awsRequestId);
  });
});
