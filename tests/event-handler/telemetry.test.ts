import { SpanStatusCode } from '@opentelemetry/api';
import { NotFoundError, Router } from 'otel-powertools/event-handler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { context, httpApi, sourceNames, sources } from './fixtures.js';
import { recordSpans, type SpanRecorder } from './spans.js';

let spans: SpanRecorder;
beforeEach(() => {
  spans = recordSpans();
});
afterEach(() => spans.stop());

const app = new Router();
app.get('/orders/:order_id', ({ params }) => ({ id: params.order_id }));
app.get('/missing/{id}', () => {
  throw new NotFoundError();
});
app.get('/broken', () => {
  throw new RangeError('too far');
});
app.get('/handled', () => {
  throw new SyntaxError('told as a 400');
});
app.errorHandler(SyntaxError, () => ({ statusCode: 400, body: '' }));
app.get('/unavailable', () => ({ statusCode: 503, body: '' }));

const spanOf = async (path: string, method = 'GET') => {
  await spans.during(() => app.resolve(httpApi({ path, method }), context));
  const [span] = spans.finished();
  if (!span) throw new Error('no span');
  return span;
};

describe('the span of the invocation', () => {
  it.each(sourceNames)('is named by the route and has its status (%s)', async (source) => {
    await spans.during(() => app.resolve(sources[source](), context));
    expect(spans.finished()).toMatchObject([
      {
        name: 'GET /orders/:order_id',
        attributes: {
          'http.route': '/orders/:order_id',
          'http.request.method': 'GET',
          'http.response.status_code': 200,
        },
        status: { code: SpanStatusCode.UNSET },
      },
    ]);
  });

  it('has the template as it was written', async () => {
    expect(await spanOf('/missing/1')).toMatchObject({ name: 'GET /missing/{id}' });
  });

  it.each([
    ['/missing/1', 404],
    ['/nothing', 404],
    ['/handled', 400],
  ])('is no error for what is the client’s (%s)', async (path, status) => {
    const span = await spanOf(path);
    expect(span.attributes['http.response.status_code']).toBe(status);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.events).toEqual([]);
  });

  it('keeps its name where no route matches, so that names stay few', async () => {
    const span = await spanOf('/nothing');
    expect(span.name).toBe('invocation');
    expect(span.attributes).not.toHaveProperty('http.route');
  });

  it('does not take just any method for an attribute', async () => {
    expect((await spanOf('/broken', 'BREW')).attributes['http.request.method']).toBe('_OTHER');
  });

  it.each(['QUERY', 'TRACE', 'CONNECT'])('has %s for an attribute, which has no routes', async (method) => {
    expect((await spanOf('/broken', method)).attributes['http.request.method']).toBe(method);
  });

  it('is an error with the exception that nobody handled', async () => {
    const span = await spanOf('/broken');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'RangeError' });
    expect(span.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'RangeError', 'exception.message': 'too far' } },
    ]);
  });

  it('is an error for a 5xx that the handler answers', async () => {
    const span = await spanOf('/unavailable');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe('503');
    expect(span.events).toEqual([]);
  });
});

describe('without a span', () => {
  it('the router works, silently', async () => {
    expect((await app.resolve(httpApi(), context)).statusCode).toBe(200);
    expect(spans.finished()).toEqual([]);
  });
});
