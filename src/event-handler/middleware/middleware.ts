import { HttpRequestContext } from '../request/http-request-context.js';
import type { RequestContext } from '../request/request-context.js';
import { handlerResultToWebResponse } from '../response/converters.js';
import type { HandlerResponse } from '../response/reply.js';
import type { Env } from '../store.js';

/** What `void` is, where the type of a result may be that. */
type Nothing = ReturnType<() => void>;

/** Runs what follows. Inside the router it resolves to nothing: read `reqCtx.res` after it. */
export type NextFunction = () => Promise<HandlerResponse | Nothing>;

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
      if (result !== undefined) reqCtx.respond(result);
    },
    serve,
  );
}

/**
 * Makes one middleware of several, the first outermost. It behaves as they would one by one: what an inner one answers is
 * the response that the outer ones see.
 *
 * @example
 * ```ts
 * const guarded = composeMiddleware([requireLogin, requireAdmin]);
 * app.get('/admin', [guarded], () => ({ ok: true }));
 * ```
 */
export function composeMiddleware<TEnv extends Env = Env>(middleware: readonly Middleware<TEnv>[]): Middleware<TEnv> {
  return async ({ reqCtx, next }) => {
    let answer: unknown;
    const run = async (index: number): Promise<void> => {
      const one = middleware[index];
      const result = one ? await callMiddleware(one, reqCtx, () => run(index + 1)) : await next();
      if (result === undefined) return;
      answer = result;
      if (one) respond(reqCtx, result);
    };
    await run(0);
    return answer;
  };
}

/** Calls one middleware and holds it to its contract: `next` once, and awaited. */
async function callMiddleware<TEnv extends Env>(
  middleware: Middleware<TEnv>,
  reqCtx: RequestContext<TEnv>,
  next: () => Promise<void>,
): Promise<unknown> {
  let state: 'not called' | 'running' | 'settled' = 'not called';
  const settle = (): void => {
    state = 'settled';
  };
  const nextOnce = async (): Promise<void> => {
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

/** Makes a result the response: also of a context that somebody else has made, as in a test of a middleware. */
function respond<TEnv extends Env>(reqCtx: RequestContext<TEnv>, result: unknown): void {
  if (reqCtx instanceof HttpRequestContext) reqCtx.respond(result);
  else reqCtx.res = handlerResultToWebResponse(result, { resHeaders: reqCtx.res?.headers });
}
