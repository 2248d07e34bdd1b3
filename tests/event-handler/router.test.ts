import { NotFoundError, Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { context, httpApi } from './fixtures.js';

describe('a router', () => {
  it('serves a route with its parameters and answers JSON', async () => {
    const app = new Router();
    app.get('/orders/:order_id', ({ params }) => ({ order_id: params.order_id }));
    expect(await app.resolve(httpApi({ path: '/orders/42' }), context)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"order_id":"42"}',
      isBase64Encoded: false,
    });
  });

  it('answers with the status, name and message of a thrown HTTP error', async () => {
    const app = new Router();
    app.get('/orders/{order_id}', ({ params }) => {
      throw new NotFoundError(`There is no order ${params.order_id}.`);
    });
    const result = await app.resolve(httpApi({ path: '/orders/42' }), context);
    expect(result.statusCode).toBe(404);
    expect(JSON.parse(result.body)).toEqual({
      statusCode: 404,
      error: 'NotFoundError',
      message: 'There is no order 42.',
    });
  });
});
