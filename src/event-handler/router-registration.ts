import { diag } from '@opentelemetry/api';
import { readFlag } from '../settings/read.js';
import { type HttpMethod, HttpVerbs } from './constants.js';
import { MethodNotAllowedError, NotFoundError } from './errors.js';
import { type Middleware, type Serve, wrapMiddleware } from './middleware/middleware.js';
import type { ValidationSchemas } from './request/validation.js';
import { type ErrorConstructor, ErrorHandlerRegistry } from './response/error-handler-registry.js';
import type { ErrorHandler } from './response/error-handling.js';
import type { HandlerResponse } from './response/reply.js';
import { joinPaths, type Path, type PathParams } from './routing/path.js';
import { decorate, readArguments } from './routing/registration.js';
import type {
  AnyRouteHandler,
  HttpRouteOptions,
  RegisterRoute,
  RouteDecorator,
  RouteHandler,
  RouteOptions,
  ValidatedRouteHandler,
} from './routing/route.js';
import { RouteHandlerRegistry, type RouteRegistry } from './routing/route-handler-registry.js';
import { type Env, type SharedStoreOf, Store } from './store.js';

/** Where the router says what it noticed. A Powertools-style `Logger` is one. */
export interface RouterLogger {
  /** Takes what is of use only to who looks for a fault. */
  debug?(message: string): unknown;
  /** Takes what is wrong with the routes, as they are registered. */
  warn(message: string): unknown;
  /** Takes what failed with a status of 500 or more, and its error. */
  error(message: string, error: Error): unknown;
}

/** What a subclass of `Router` finds as its `logger`. */
export type RouterOwnLogger = Required<RouterLogger>;

export interface HttpRouterOptions<TPrefix extends Path = Path> {
  /** Default: OpenTelemetry's `diag`. */
  readonly logger?: RouterLogger | undefined;
  /** Goes before the path of every route registered on this router. */
  readonly prefix?: TPrefix | undefined;
}

export interface ResolveOptions {
  /** `this` of the handlers: the instance whose methods are decorated. */
  readonly scope?: unknown;
}

const diagLogger: RouterLogger = {
  debug: (message) => diag.debug(`otel-powertools router: ${message}`),
  warn: (message) => diag.warn(`otel-powertools router: ${message}`),
  error: (message, error) => diag.error(`otel-powertools router: ${message}`, error),
};

const ALL_METHODS = Object.values(HttpVerbs);

/** What is registered on a router: routes, middleware, error handlers, other routers. */
export abstract class RouterRegistration<TEnv extends Env = Env, TPrefix extends Path = Path> {
  /** Values that live as long as the router. */
  readonly shared: Store<SharedStoreOf<TEnv>> = new Store();
  /** Where the router says what it noticed; what it is told costs nothing where nobody listens. */
  protected readonly logger: RouterOwnLogger;
  /** Goes before the path of every route registered on this router. */
  protected readonly prefix: Path | undefined;
  /** Whether `POWERTOOLS_DEV` was on when the router was made. */
  protected readonly isDev: boolean = readFlag(process.env, 'POWERTOOLS_DEV') === true;
  /** The routes. */
  protected readonly routeRegistry: RouteRegistry;
  /** The error handlers. */
  protected readonly errorHandlerRegistry = new ErrorHandlerRegistry((message) => this.logger.warn(message));
  /** The middleware round every route; the first is the outermost. */
  protected readonly middleware: Middleware[] = [];
  /**
   * Values that a subclass keeps.
   * @deprecated Invocations that overlap share it: use the values of the request, `set` and `get`.
   */
  protected context: Record<string, unknown> = {};

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

  constructor({ logger = diagLogger, prefix }: HttpRouterOptions<TPrefix> = {}) {
    this.logger = {
      debug: (message) => logger.debug?.(message),
      warn: (message) => logger.warn(message),
      error: (message, error) => logger.error(message, error),
    };
    this.prefix = prefix;
    const routes = new RouteHandlerRegistry((message) => this.logger.warn(message));
    this.routeRegistry = routes;
    insides.set(this, { routes, middleware: this.middleware, folded: undefined });
  }

  #registrar(methods: readonly HttpMethod[]): RegisterRoute<TEnv, TPrefix> {
    const register = (path: Path, ...rest: readonly unknown[]): RouteDecorator | undefined => {
      const { middleware, handler, options } = readArguments(rest);
      const add = (serve: AnyRouteHandler) => this.#addRoute(methods, path, serve, { middleware, ...options });
      return handler ? add(handler) : decorate(add);
    };
    // The overloads of the type are the kinds of arguments that `readArguments` tells apart.
    return register as RegisterRoute<TEnv, TPrefix>;
  }

  #addRoute(
    methods: readonly HttpMethod[],
    path: Path,
    handler: AnyRouteHandler,
    options: { readonly middleware?: readonly Middleware[]; readonly validation?: ValidationSchemas | undefined },
  ): undefined {
    // Registration checks the types that a route's path and schemas give; a request has them by then.
    for (const method of methods)
      this.routeRegistry.register({
        method,
        path: joinPaths(this.prefix, path),
        handler: handler as RouteHandler,
        ...options,
      });
    return undefined;
  }

  /** Registers a route for one method or several, as data. */
  route<TPath extends Path>(
    handler: RouteHandler<TEnv, HandlerResponse, PathParams<TPrefix> & PathParams<TPath>>,
    options: HttpRouteOptions<TEnv, TPath> & { readonly validation?: never },
  ): void;
  route<TPath extends Path, TConfig extends ValidationSchemas>(
    handler: ValidatedRouteHandler<TEnv, TConfig, PathParams<TPrefix> & PathParams<TPath>>,
    options: HttpRouteOptions<TEnv, TPath> & RouteOptions<TConfig>,
  ): void;
  route(handler: unknown, options: HttpRouteOptions<TEnv> & { readonly validation?: ValidationSchemas }): void {
    const { method, path, middleware = [], validation } = options;
    // Registration checks the types that a route's path and schemas give; a request has them by then.
    this.#addRoute(typeof method === 'string' ? [method] : method, path, handler as AnyRouteHandler, {
      middleware: middleware as readonly Middleware[],
      validation,
    });
  }

  /**
   * Adds a middleware round every route, and round the answer when there is none. The first added is the outermost.
   *
   * @example
   * app.use(cors({ origin: 'https://shop.example.com' }));
   */
  use(middleware: Middleware<TEnv>): void {
    // The stores' types exist at compile time only.
    this.middleware.push(middleware as Middleware);
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
    const add = (added: ErrorHandler<never>): undefined => void this.errorHandlerRegistry.register(type, added);
    return handler ? add(handler) : decorate(add);
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
}

/** What of a router is not for its subclasses. */
interface Inside {
  readonly routes: RouteHandlerRegistry;
  readonly middleware: readonly Middleware[];
  folded: { readonly count: number; readonly serve: Serve } | undefined;
}

const insides = new WeakMap<object, Inside>();

/** The routes of a router with all that serves them. */
export function routesOf(router: object): RouteHandlerRegistry {
  return insideOf(router).routes;
}

/** What runs a router's middleware round `serve`. Folded anew only when there is more of it, whoever has added it. */
export function foldedMiddleware(router: object, serve: Serve): Serve {
  const inside = insideOf(router);
  const { length: count } = inside.middleware;
  if (inside.folded?.count !== count) inside.folded = { count, serve: wrapMiddleware(inside.middleware, serve) };
  return inside.folded.serve;
}

function insideOf(router: object): Inside {
  const inside = insides.get(router);
  if (!inside) throw new TypeError('This is not a Router of this copy of otel-powertools.');
  return inside;
}
