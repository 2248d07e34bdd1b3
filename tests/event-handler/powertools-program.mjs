/** A program that knows only names which Powertools' router and ours both have; `library` is the one or the other. */
export const program = ({ Router, BadRequestError, NotFoundError, UnauthorizedError, cors, composeMiddleware }) => {
  const app = new Router();
  app.use(cors({ exposeHeaders: ['X-Route'], maxAge: 60 }));
  app.use(async ({ reqCtx, next }) => {
    reqCtx.set('started', 1);
    await next();
    reqCtx.res.headers.set('x-route', String(reqCtx.route));
  });
  app.errorHandler(RangeError, async (error) => ({ statusCode: 416, range: error.message }));
  app.errorHandler(SyntaxError, async () => new Response('syntax', { status: 400 }));
  app.notFound(async (error, reqCtx) => ({ lost: new URL(reqCtx.req.url).pathname, why: error.message }));

  app.get('/', () => ({ root: true }));
  app.get('/orders/:order_id', ({ params, get }) => ({ ...params, started: get('started') }));
  app.get('/orders/latest', () => 'the latest');
  app.get('/:a/:b', ({ params }) => ({ ...params }));
  app.get(/\/reports\/(?<year>\d{4})\/.+/, ({ params }) => ({ ...params }));
  app.post('/orders', async ({ req }) => ({ statusCode: 201, body: { echo: await req.json() } }));
  app.put('/orders', async ({ req }) => ({
    url: req.url,
    type: req.headers.get('content-type'),
    text: await req.text(),
  }));
  app.get('/list', () => [1, 2, 3]);
  app.get('/number', () => 42);
  app.get('/null', () => null);
  app.get('/web', () => new Response('<p>', { status: 202, headers: { 'content-type': 'text/html', 'x-own': '1' } }));
  app.get('/proxy', () => ({ statusCode: 203, body: 'raw', headers: { 'Content-Type': 'text/csv', 'X-Own': 'a, b' } }));
  app.get('/image', () => new Response(Uint8Array.of(1, 2, 255), { headers: { 'content-type': 'image/png' } }));
  app.get('/bad', () => {
    throw new BadRequestError('bad', undefined, { field: 'x' });
  });
  app.get('/range', () => {
    throw new RangeError('far');
  });
  app.get('/syntax', () => {
    throw new SyntaxError();
  });
  app.get('/thrown-not-found', () => {
    throw new NotFoundError('gone');
  });
  app.get('/boom', () => {
    throw new Error('secret');
  });
  const guard = composeMiddleware([
    async ({ reqCtx, next }) => {
      if (reqCtx.req.headers.get('authorization') === null) throw new UnauthorizedError('who?');
      return next();
    },
    async ({ next }) => {
      await next();
      return { replaced: true };
    },
  ]);
  app.get('/guarded', [guard], () => 'kept from you');
  const child = new Router({ prefix: '/child' });
  child.get('/:id', ({ params }) => ({ child: params.id }));
  app.includeRouter(child, { prefix: '/v1' });
  return app;
};
