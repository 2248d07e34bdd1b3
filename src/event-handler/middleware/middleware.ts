import type { HttpRequestContext } from '../request/http-request-context.js';
import type { RequestContext } from '../request/request-context.js';
import type { Env } from '../store.js';

/** Runs what follows. Inside the router it resolves to nothing: read `reqCtx.res` after it. */
export type NextFunction = () => Promise<unknown>;

/**
 * Runs round a route. Call and await `next` to go on, read `reqCtx.res` after it, and return a value to replace the
 * response; without `next` the route does not run.
 *
 * @example
 * ```ts
 * app.use(async ({ reqCtx, next }) => {
 *   if (!reqCtx.header('authorization')) throw new UnauthorizedError('Sign in first.');
 *   await next();
 * });
 * ```
 */
export type Middleware<TEnv extends Env = Env> = (args: {
  reqCtx: RequestContext<TEnv>;
  next: NextFunction;
}) => Promise<unknown>;

/** Serves one request: what it makes is on the context. */
export type Serve = (reqCtx: HttpRequestContext, scope: unknown) => Promise<void>;

/** Folds the middleware round `serve`, the first outermost. */
export function wrapMiddleware(middleware: readonly Middleware[], serve: Serve): Serve {
  return middleware.reduceRight<Serve>(
    (next, one) => async (reqCtx, scope) => {
      const result = await callMiddleware(one, reqCtx as RequestContext, () => next(reqCtx, scope));
      if (result !== undefined) await reqCtx.respond(result);
    },
    serve,
  );
}

/**
 * Makes one middleware of several, the first outermost.
 *
 * @example
 * ```ts
 * const guarded = composeMiddleware([requireLogin, requireAdmin]);
 * app.get('/admin', [guarded], () => ({ ok: true }));
 * ```
 */
export function composeMiddleware<TEnv extends Env = Env>(middleware: readonly Middleware<TEnv>[]): Middleware<TEnv> {
  return middleware.reduceRight<Middleware<TEnv>>(
    (inner, outer) =>
      ({ reqCtx, next }) =>
        outer({ reqCtx, next: () => inner({ reqCtx, next }) }),
    ({ next }) => next(),
  );
}

/** Calls one middleware and holds it to its contract: `next` once, and awaited. */
async function callMiddleware(
  middleware: Middleware,
  reqCtx: RequestContext,
  next: () => Promise<unknown>,
): Promise<unknown> {
  let state: 'not called' | 'running' | 'settled' = 'not called';
  const settle = (): void => {
    state = 'settled';
  };
  const nextOnce = async (): Promise<unknown> => {
    if (state !== 'not called') throw new Error('A middleware called next() more than once.');
    state = 'running';
    const running = next();
    // Also keeps a failure nobody awaits from ending the process.
    running.then(settle, settle);
    return running;
  };
  const result = await middleware({ reqCtx, next: nextOnce });
  // Read through a function: the compiler does not see the assignments of the closures.
  if (((): string => state)() === 'running')
    throw new Error('A middleware returned while its next() was still running. Await it, or return its promise.');
  return result;
}
