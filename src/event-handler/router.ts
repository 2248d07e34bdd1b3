import { diag, type Span } from '@opentelemetry/api';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { type HttpMethod, HttpVerbs } from './constants.js';
import { InvalidEventError, MethodNotAllowedError, NotFoundError } from './errors.js';
import { type Middleware, type Serve, wrapMiddleware } from './middleware/middleware.js';
import { HttpRequestContext } from './request/http-request-context.js';
import type { ValidationConfig } from './request/validation.js';
import { type ErrorConstructor, type ErrorHandler, ErrorHandlers, respondToError } from './response/error-handling.js';
import type { HandlerResponse } from './response/reply.js';
import { blankParameters, findRoute, missError } from './routing/matching.js';
import { joinPaths, type Path, type PathParams } from './routing/path.js';
import { decorate, readArguments } from './routing/registration.js';
import {
  type AnyRouteHandler,
  createRoute,
  type HttpRouteOptions,
  type RegisterRoute,
  type RouteDecorator,
  type RouteHandler,
  type RouteOptions,
  type ValidatedRouteHandler,
} from './routing/route.js';
import { RouteTable } from './routing/route-table.js';
import type { AlbEvent, AlbResult } from './sources/alb.js';
import type { ApiGatewayV1Event, ApiGatewayV1Result } from './sources/api-gateway-v1.js';
import type { ApiGatewayV2Event, ApiGatewayV2Result } from './sources/api-gateway-v2.js';
import { openExchange, type RouterResponse } from './sources/index.js';
import { type Env, type MergeEnv, type SharedStoreOf, Store } from './store.js';
import { recordingSpan, tellResponse, tellRoute } from './telemetry.js';

/** Where the router says what it noticed. A Powertools-style `Logger` is one. */
export interface RouterLogger {
  /** Takes what is wrong with the routes, as they are registered. */
  warn(message: string): void;
  /** Takes what failed with a status of 500 or more, and its error. */
  error(message: string, error: Error): void;
}

export interface HttpRouterOptions<TPrefix extends Path = Path> {
  /** Default: OpenTelemetry's `diag`. */
  readonly logger?: RouterLogger;
  /** Goes before the path of every route registered on this router. */
  readonly prefix?: TPrefix;
}

export interface ResolveOptions {
  /** `this` of the handlers: the instance whose methods are decorated. */
  readonly scope?: unknown;
}

const diagLogger: RouterLogger = {
  warn: (message) => diag.warn(`otel-powertools router: ${message}`),
  error: (message, error) => diag.error(`otel-powertools router: ${message}`, error),
};

const ALL_METHODS = Object.values(HttpVerbs);

/**
 * Routes HTTP events of API Gateway (REST and HTTP APIs), Lambda function URLs and Application Load Balancers to
 * functions. The invocation's span gets the route's name and the response's status.
 *
 * @example
 * ```ts
 * const app = new Router();
 * app.get('/orders/:order_id', async ({ params }) => findOrder(params.order_id));
 * export const handler = withPowertools((event, context) => app.resolve(event, context));
 * ```
 */
export class Router<TEnv extends Env = Env, TPrefix extends Path = Path> {
  /** Values that live as long as the router. */
  readonly shared: Store<SharedStoreOf<TEnv>> = new Store();
  readonly #logger: RouterLogger;
  readonly #prefix: Path | undefined;
  readonly #table = new RouteTable<Serve>();
  readonly #errorHandlers = new ErrorHandlers();
  readonly #middleware: Middleware[] = [];
  #serve: Serve = serveMatched;

  /**
   * Registers a route for `GET`. Without a handler it is a method decorator.
   *
   * @throws InvalidRouteError when the path cannot be understood.
   * @example
   * app.get('/orders/:order_id', ({ params }) => findOrder(params.order_id));
   */
  readonly get: RegisterRoute<TEnv, TPrefix> = this.#registrar(['GET']);
  /**
   * Registers a route for `POST`, with a body to validate if `validation` says so.
   *
   * @example
   * app.post('/orders', ({ valid }) => createOrder(valid.req.body), { validation: { req: { body: orderSchema } } });
   */
  readonly post: RegisterRoute<TEnv, TPrefix> = this.#registrar(['POST']);
  /** Registers a route for `PUT`, as {@link Router.get} does for its method. */
  readonly put: RegisterRoute<TEnv, TPrefix> = this.#registrar(['PUT']);
  /** Registers a route for `PATCH`, as {@link Router.get} does for its method. */
  readonly patch: RegisterRoute<TEnv, TPrefix> = this.#registrar(['PATCH']);
  /** Registers a route for `DELETE`, as {@link Router.get} does for its method. */
  readonly delete: RegisterRoute<TEnv, TPrefix> = this.#registrar(['DELETE']);
  /** Registers a route for `HEAD`, as {@link Router.get} does for its method. */
  readonly head: RegisterRoute<TEnv, TPrefix> = this.#registrar(['HEAD']);
  /** Registers a route for `OPTIONS`, as {@link Router.get} does for its method. */
  readonly options: RegisterRoute<TEnv, TPrefix> = this.#registrar(['OPTIONS']);
  /** Registers a route for every method. */
  readonly any: RegisterRoute<TEnv, TPrefix> = this.#registrar(ALL_METHODS);

  constructor(options: HttpRouterOptions<TPrefix> = {}) {
    this.#logger = options.logger ?? diagLogger;
    this.#prefix = options.prefix;
  }

  #registrar(methods: readonly HttpMethod[]): RegisterRoute<TEnv, TPrefix> {
    const register = (path: Path, ...rest: readonly unknown[]): RouteDecorator | undefined => {
      const { middleware, handler, options } = readArguments(rest);
      const add = (serve: AnyRouteHandler) =>
        this.#addRoute(methods, path, createRoute(serve, middleware, options?.validation));
      return handler ? add(handler) : decorate(add);
    };
    // The overloads of the type are the kinds of arguments that `readArguments` tells apart.
    return register as RegisterRoute<TEnv, TPrefix>;
  }

  #addRoute(methods: readonly HttpMethod[], path: Path, serve: Serve, prefix = this.#prefix): undefined {
    for (const method of methods) {
      const { replaced, shadowedBy, entry } = this.#table.add(method, joinPaths(prefix, path), serve);
      const name = `${method} ${entry.template}`;
      if (replaced) this.#logger.warn(`The route ${name} was registered before; this one replaces it.`);
      if (shadowedBy !== undefined)
        this.#logger.warn(`The route ${name} never answers: ${method} ${shadowedBy} matches the same and was first.`);
    }
    return undefined;
  }

  /** Registers a route for one method or several, as data. */
  route<TPath extends Path>(
    handler: RouteHandler<TEnv, HandlerResponse, PathParams<TPrefix> & PathParams<TPath>>,
    options: HttpRouteOptions<TEnv, TPath> & { readonly validation?: never },
  ): void;
  route<TPath extends Path, TConfig extends ValidationConfig>(
    handler: ValidatedRouteHandler<TEnv, TConfig, PathParams<TPrefix> & PathParams<TPath>>,
    options: HttpRouteOptions<TEnv, TPath> & RouteOptions<TConfig>,
  ): void;
  route(handler: unknown, options: HttpRouteOptions<TEnv> & { readonly validation?: ValidationConfig }): void {
    const methods = typeof options.method === 'string' ? [options.method] : options.method;
    // Registration checks the types that a route's path and schemas give; a request has them by then.
    const serve = createRoute(
      handler as AnyRouteHandler,
      (options.middleware ?? []) as readonly Middleware[],
      options.validation,
    );
    this.#addRoute(methods, options.path, serve);
  }

  /**
   * Adds a middleware round every route, and round the answer when there is none. The first added is the outermost.
   *
   * @example
   * app.use(cors({ origin: 'https://shop.example.com' }));
   */
  use(middleware: Middleware<TEnv>): void {
    // The stores' types exist at compile time only.
    this.#middleware.push(middleware as Middleware);
    this.#serve = wrapMiddleware(this.#middleware, serveMatched);
  }

  /**
   * Makes the response to errors of a class and of those below it; the nearest class wins. Without a handler it is a
   * method decorator.
   *
   * @example
   * app.errorHandler(SoldOutError, (error) => ({ statusCode: 409, body: { item: error.item } }));
   */
  errorHandler<TError extends Error>(
    type: ErrorConstructor<TError> | readonly ErrorConstructor<TError>[],
    handler: ErrorHandler<TError, TEnv>,
  ): void;
  errorHandler<TError extends Error>(
    type: ErrorConstructor<TError> | readonly ErrorConstructor<TError>[],
  ): RouteDecorator;
  errorHandler(
    type: ErrorConstructor | readonly ErrorConstructor[],
    handler?: ErrorHandler<never>,
  ): RouteDecorator | undefined {
    const add = (added: ErrorHandler<never>): undefined => {
      for (const one of typeof type === 'function' ? [type] : type) this.#addErrorHandler(one, added);
    };
    return handler ? add(handler) : decorate(add);
  }

  #addErrorHandler(type: ErrorConstructor, handler: ErrorHandler<never>): void {
    if (this.#errorHandlers.add(type, handler))
      this.#logger.warn(`There was an error handler for ${type.name}; this one replaces it.`);
  }

  /** Makes the response when no route matches, or a handler throws `NotFoundError`. */
  notFound(handler: ErrorHandler<NotFoundError, TEnv>): void;
  notFound(): RouteDecorator;
  notFound(handler?: ErrorHandler<NotFoundError, TEnv>): RouteDecorator | undefined {
    return handler ? void this.errorHandler(NotFoundError, handler) : this.errorHandler(NotFoundError);
  }

  /** Makes the response when the path has routes, but none for the method. `Allow` is set already. */
  methodNotAllowed(handler: ErrorHandler<MethodNotAllowedError, TEnv>): void;
  methodNotAllowed(): RouteDecorator;
  methodNotAllowed(handler?: ErrorHandler<MethodNotAllowedError, TEnv>): RouteDecorator | undefined {
    return handler ? void this.errorHandler(MethodNotAllowedError, handler) : this.errorHandler(MethodNotAllowedError);
  }

  /**
   * Takes over another router's routes (under `prefix`), middleware, error handlers and shared values, as they are now.
   *
   * @example
   * ```ts
   * app.includeRouter(ordersRouter, { prefix: '/v1' });
   * ```
   */
  includeRouter<TOther extends Env>(
    router: Router<TOther>,
    options?: { readonly prefix?: Path },
  ): Router<MergeEnv<[TEnv, TOther]>, TPrefix>;
  includeRouter(router: Router, { prefix = '/' }: { readonly prefix?: Path } = {}): unknown {
    for (const { method, path, route } of router.#table.entries()) this.#addRoute([method], path, route, prefix);
    for (const [type, handler] of router.#errorHandlers.entries()) this.#addErrorHandler(type, handler);
    this.#middleware.push(...router.#middleware);
    this.#serve = wrapMiddleware(this.#middleware, serveMatched);
    this.shared.assign(router.shared.entries());
    return this;
  }

  /**
   * Serves one event.
   *
   * @throws InvalidEventError when the event is not an HTTP event; every other error becomes a response.
   */
  resolve(event: ApiGatewayV1Event, context: LambdaContext, options?: ResolveOptions): Promise<ApiGatewayV1Result>;
  resolve(event: ApiGatewayV2Event, context: LambdaContext, options?: ResolveOptions): Promise<ApiGatewayV2Result>;
  resolve(event: AlbEvent, context: LambdaContext, options?: ResolveOptions): Promise<AlbResult>;
  resolve(event: unknown, context: LambdaContext, options?: ResolveOptions): Promise<RouterResponse>;
  async resolve(event: unknown, context: LambdaContext, { scope }: ResolveOptions = {}): Promise<RouterResponse> {
    const exchange = openExchange(event);
    if (!exchange) throw new InvalidEventError(event);
    const reqCtx = new HttpRequestContext(exchange, context, this.shared);
    const span = recordingSpan();
    this.#match(reqCtx, span);
    try {
      await this.#serve(reqCtx, scope);
      await reqCtx.complete();
    } catch (error) {
      await this.#respondToError(error, reqCtx, scope);
    }
    if (span) tellResponse(span, reqCtx.method, reqCtx.status, reqCtx.error);
    return reqCtx.toResult();
  }

  /** Puts on the context what will serve the request. Middleware runs in any case, so nothing is thrown here. */
  #match(reqCtx: HttpRequestContext, span: Span | undefined): void {
    const match = findRoute(this.#table, reqCtx);
    if (!match) {
      reqCtx.serve = (_, scope) => this.#respondToError(missError(this.#table, reqCtx), reqCtx, scope);
      return;
    }
    const { method, template, route } = match.entry;
    reqCtx.route = `${method} ${template}`;
    reqCtx.params = match.params;
    reqCtx.serve = route;
    if (span) tellRoute(span, reqCtx.method, template);
    const blank = blankParameters(reqCtx);
    if (blank) reqCtx.serve = () => Promise.reject(blank);
  }

  async #respondToError(error: unknown, reqCtx: HttpRequestContext, scope: unknown): Promise<void> {
    reqCtx.error = error;
    await respondToError(error, reqCtx, this.#errorHandlers, scope ?? this);
    if (reqCtx.status >= 500 && error instanceof Error)
      this.#logger.error(`${reqCtx.route ?? reqCtx.method} failed.`, error);
  }

  /**
   * The router as a Lambda handler.
   *
   * @example
   * ```ts
   * export const handler = withPowertools(app.handler());
   * ```
   */
  handler(options?: ResolveOptions): (event: unknown, context: LambdaContext) => Promise<RouterResponse> {
    return (event, context) => this.resolve(event, context, options);
  }
}

const serveMatched: Serve = (reqCtx, scope) => reqCtx.serve(reqCtx, scope);
