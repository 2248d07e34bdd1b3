import type { HttpMethod } from '../constants.js';
import { type Middleware, type Serve, wrapMiddleware } from '../middleware/middleware.js';
import type { HttpRequestContext } from '../request/http-request-context.js';
import type { RequestContext } from '../request/request-context.js';
import {
  type Valid,
  type ValidatedBody,
  type ValidationSchemas,
  validateRequest,
  validateResponse,
} from '../request/validation.js';
import type { ExtendedAPIGatewayProxyResult, HandlerResponse } from '../response/reply.js';
import type { Env } from '../store.js';
import type { Path, PathParams } from './path.js';

/** Serves a route: what it returns becomes the response. */
export type RouteHandler<TEnv extends Env = Env, TReturn = HandlerResponse, TParams = PathParams<`/${string}`>> = (
  reqCtx: RequestContext<TEnv, TParams>,
) => TReturn | Promise<TReturn>;

/** A request context with the validated parts under `valid`, as their schemas give them. */
export type ValidatedRequestContext<
  TEnv extends Env,
  TConfig extends ValidationSchemas,
  TParams = PathParams<`/${string}`>,
> = RequestContext<TEnv, TParams> & Valid<TConfig>;

type ValidatedReturn<TConfig extends ValidationSchemas> =
  unknown extends ValidatedBody<TConfig>
    ? HandlerResponse
    : ValidatedBody<TConfig> | ExtendedAPIGatewayProxyResult<ValidatedBody<TConfig>> | Response;

export type ValidatedRouteHandler<TEnv extends Env, TConfig extends ValidationSchemas, TParams> = (
  reqCtx: ValidatedRequestContext<TEnv, TConfig, TParams>,
) => ValidatedReturn<TConfig> | Promise<ValidatedReturn<TConfig>>;

export interface RouteOptions<TConfig extends ValidationSchemas = ValidationSchemas> {
  /** Schemas for parts of the request and of the response. */
  readonly validation: TConfig;
}

/** Registers the method it decorates. For both kinds of decorators, the standard's and `experimentalDecorators`. */
export type RouteDecorator = (target: unknown, context: unknown, descriptor?: PropertyDescriptor) => void;

/** `app.get` and its like. Without a handler it is a method decorator. */
export interface RegisterRoute<TEnv extends Env, TPrefix> {
  <TPath extends Path>(
    path: TPath,
    handler: RouteHandler<TEnv, HandlerResponse, PathParams<TPrefix> & PathParams<TPath>>,
  ): void;
  <TPath extends Path, TConfig extends ValidationSchemas>(
    path: TPath,
    handler: ValidatedRouteHandler<TEnv, TConfig, PathParams<TPrefix> & PathParams<TPath>>,
    options: RouteOptions<TConfig>,
  ): void;
  <TPath extends Path>(
    path: TPath,
    middleware: readonly Middleware<TEnv>[],
    handler: RouteHandler<TEnv, HandlerResponse, PathParams<TPrefix> & PathParams<TPath>>,
  ): void;
  <TPath extends Path, TConfig extends ValidationSchemas>(
    path: TPath,
    middleware: readonly Middleware<TEnv>[],
    handler: ValidatedRouteHandler<TEnv, TConfig, PathParams<TPrefix> & PathParams<TPath>>,
    options: RouteOptions<TConfig>,
  ): void;
  (path: Path, options?: RouteOptions): RouteDecorator;
  (path: Path, middleware: readonly Middleware<TEnv>[], options?: RouteOptions): RouteDecorator;
}

/** The options of `app.route(handler, options)`. */
export interface HttpRouteOptions<TEnv extends Env = Env, TPath extends Path = Path> {
  /** One method or several, such as `['GET', 'HEAD']`. */
  readonly method: HttpMethod | readonly HttpMethod[];
  /** The template of the path, such as `/orders/:order_id`. */
  readonly path: TPath;
  /** Middleware of this route alone; the first is the outermost. Default: none. */
  readonly middleware?: readonly Middleware<TEnv>[];
}

/** A handler without the types of its path and its schemas, which registration has checked. */
export type AnyRouteHandler = (this: unknown, reqCtx: HttpRequestContext) => unknown;

/** Validation, then the handler, then its result as the response; the route's own middleware round all of it. */
export function serveRoute(
  handler: AnyRouteHandler,
  middleware: readonly Middleware[],
  { req, res }: ValidationSchemas = {},
): Serve {
  return wrapMiddleware(middleware, async (reqCtx, scope) => {
    if (req) await validateRequest(reqCtx, req);
    const result = await handler.call(scope, reqCtx);
    reqCtx.respond(result);
    if (res) await validateResponse(reqCtx, res);
  });
}
