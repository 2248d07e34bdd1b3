import type { Middleware } from '../middleware/middleware.js';
import type { AnyRouteHandler, RouteDecorator, RouteOptions } from './route.js';

/** What follows the path in `app.get(path, …)`: each kind of argument is told by what it is. */
export function readArguments(rest: readonly unknown[]): {
  middleware: readonly Middleware[];
  handler: AnyRouteHandler | undefined;
  options: RouteOptions | undefined;
} {
  return {
    middleware: rest.find((argument): argument is Middleware[] => Array.isArray(argument)) ?? [],
    handler: rest.find((argument): argument is AnyRouteHandler => typeof argument === 'function'),
    options: rest.find(isOptions),
  };
}

/** Registers a decorated method. The standard's decorators get the function itself, the older ones its descriptor. */
export function decorate(add: (method: AnyRouteHandler & ((error: never) => unknown)) => void): RouteDecorator {
  return (target, _context, descriptor) => {
    const method: unknown = descriptor ? descriptor.value : target;
    if (typeof method !== 'function') throw new TypeError('A route decorator belongs on a method.');
    // That its parameters are the right ones is for the decorated class to see to.
    add(method as AnyRouteHandler);
  };
}

function isOptions(argument: unknown): argument is RouteOptions {
  return typeof argument === 'object' && argument !== null && !Array.isArray(argument);
}
