import { type HttpMethod, isHttpMethod } from '../constants.js';
import type { Middleware, Serve } from '../middleware/middleware.js';
import type { ValidationSchemas } from '../request/validation.js';
import { joinPaths, type Path } from './path.js';
import { type AnyRouteHandler, type RouteHandler, serveRoute } from './route.js';
import { type Match, RouteTable } from './route-table.js';

/** A route as it is registered. */
export interface RegisteredRoute {
  /** The HTTP method. */
  readonly method: HttpMethod;
  /** The template of the path, its prefix included. */
  readonly path: Path;
  /** What serves the route. */
  readonly handler: RouteHandler;
  /** Middleware of this route alone; the first is the outermost. Default: none. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Schemas for parts of the request and of the response. Default: nothing is validated. */
  readonly validation?: ValidationSchemas | undefined;
}

/** The route that was found for a request. */
export interface HttpRouteHandlerOptions {
  /** What serves the route. */
  readonly handler: RouteHandler;
  /** The method and the template of the path: `GET /orders/:order_id`. */
  readonly route: string;
  /** The parameters in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The parameters as they stand in the path. */
  readonly rawParams: Readonly<Record<string, string>>;
  /** Middleware of this route alone. */
  readonly middleware: readonly Middleware[];
}

/** What is kept of a route: what it was made of, and what it was made to. */
export interface KeptRoute extends RegisteredRoute {
  readonly serve: Serve;
}

/** The routes of a router, as a subclass has them. */
export interface RouteRegistry {
  /** Adds a route. A route with the same method and path is replaced, and said to be. */
  register(route: RegisteredRoute): void;
  /** The route for a request; null if there is none. */
  resolve(method: string, path: string): HttpRouteHandlerOptions | null;
}

/** The routes of a router. */
export class RouteHandlerRegistry implements RouteRegistry {
  /** By method and path, in their order of precedence. */
  readonly table = new RouteTable<KeptRoute>();
  readonly #warn: (message: string) => void;

  /** @param warn - Is told when a route takes the place of another, or never answers. */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** @throws InvalidRouteError when the path cannot be understood. */
  register(route: RegisteredRoute): void {
    const { method, path, handler, middleware = [], validation } = route;
    // The types of its path and its schemas are known where it is registered.
    const kept = { ...route, serve: serveRoute(handler as AnyRouteHandler, middleware, validation) };
    const { replaced, shadowedBy, entry } = this.table.add(method, path, kept);
    const name = `${method} ${entry.template}`;
    if (replaced) this.#warn(`The route ${name} was registered before; this one replaces it.`);
    if (shadowedBy !== undefined)
      this.#warn(`The route ${name} never answers: ${method} ${shadowedBy} matches the same and was first.`);
  }

  /** The route for a request; null if there is none. */
  resolve(method: string, path: string): HttpRouteHandlerOptions | null {
    const match = isHttpMethod(method) ? this.table.find(method, path) : undefined;
    return match ? describe(match) : null;
  }

  /** Takes over the routes of another router under `prefix`, as they are now. */
  merge(other: RouteHandlerRegistry, { prefix = '/' }: { readonly prefix?: Path } = {}): void {
    for (const { path, route } of other.table.entries()) this.register({ ...route, path: joinPaths(prefix, path) });
  }
}

function describe({ entry, params, rawParams }: Match<KeptRoute>): HttpRouteHandlerOptions {
  const { handler, middleware = [] } = entry.route;
  return { handler, middleware, route: `${entry.method} ${entry.template}`, params, rawParams: rawParams() };
}
