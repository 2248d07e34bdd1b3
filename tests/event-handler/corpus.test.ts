import { Router } from 'otel-powertools/event-handler';
import { describe, expect, it } from 'vitest';
import { corpus } from './corpus.js';
import { context, receive, recorded, sourceNames, sources } from './fixtures.js';

const runs = corpus.flatMap((one) =>
  sourceNames.filter((source) => !one.not?.includes(source)).map((source) => ({ ...one, source })),
);

describe('the corpus of ugly events', () => {
  it.each(runs)('$source: $name', async ({ source, request, method = 'GET', path, serve, expected }) => {
    const app = new Router();
    app.route(serve, { method, path: path ?? '/orders/:order_id' });
    const received = receive(await app.resolve(sources[source](request), context));
    const { text, bytes: expectedBytes, ...rest } = expected;
    expect(received).toMatchObject(rest);
    if (rest.headers) expect(received.headers).toEqual(rest.headers);
    if (text !== undefined) expect(received.body.toString()).toBe(text);
    if (expectedBytes) expect([...received.body]).toEqual(expectedBytes);
  });

  it.each(['http-api', 'function-url', 'rest-api', 'alb', 'alb-multi-value'])(
    'routes the recorded %s event',
    async (name) => {
      const app = new Router();
      app.get('/orders/:order_id', (reqCtx) => [
        reqCtx.params.order_id,
        reqCtx.query('draft') ?? null,
        reqCtx.req.headers.get('cookie'),
      ]);
      const { status, body } = receive(await app.resolve(recorded<unknown>(name), context));
      expect(status).toBe(200);
      expect(JSON.parse(body.toString())).toEqual(['42', '', 'session=abc; theme=dark']);
    },
  );
});
