import { isHttpMethod } from '../constants.js';
import { type HttpError, MethodNotAllowedError, NotFoundError, ParameterValidationError } from '../errors.js';
import type { HttpRequestContext } from '../request/http-request-context.js';
import { normalisePath } from './path.js';
import type { Match, RouteTable } from './route-table.js';

export function findRoute<TRoute>(table: RouteTable<TRoute>, reqCtx: HttpRequestContext): Match<TRoute> | undefined {
  const { method } = reqCtx;
  if (!isHttpMethod(method)) return undefined;
  // Mostly the first is it, and the others need not be thought of.
  const match = table.find(method, normalisePath(reqCtx.path));
  if (match) return match;
  for (const path of pathsOf(reqCtx).slice(1)) {
    const other = table.find(method, path);
    if (other) return other;
  }
  return undefined;
}

/** Why no route was found: there is none for the path, or none of its routes is for the method. */
export function missError<TRoute>(table: RouteTable<TRoute>, reqCtx: HttpRequestContext): HttpError {
  const { method } = reqCtx;
  if (!isHttpMethod(method)) return new MethodNotAllowedError(`HTTP method ${method} is not supported.`);
  const paths = pathsOf(reqCtx);
  const allowed = paths.flatMap((path) => table.methodsOf(path));
  if (allowed.length === 0) return new NotFoundError(`Route ${paths[0]} for method ${method} not found`);
  const error = new MethodNotAllowedError(`Method ${method} is not allowed for ${paths[0]}.`);
  error.allowedMethods = [...new Set(allowed)];
  return error;
}

/** A parameter that is empty or only spaces is nothing that a handler could look up. */
export function blankParameters({ params, path, method }: HttpRequestContext): ParameterValidationError | undefined {
  let issues: string[] | undefined;
  for (const name in params) {
    if (params[name]?.trim() === '') {
      issues ??= [];
      issues.push(`Parameter '${name}' cannot be empty`);
    }
  }
  return issues && new ParameterValidationError(issues, path, method);
}

/**
 * The paths that a request may mean: its own, then its own without what may stand before it, which routes need not know: a
 * named stage of an HTTP API, the base path of a custom domain.
 */
function pathsOf(reqCtx: HttpRequestContext): readonly string[] {
  const whole = normalisePath(reqCtx.path);
  const paths = [whole];
  for (const mount of reqCtx.mounts) {
    const rest = whole.startsWith(mount) ? whole.slice(mount.length) : undefined;
    if (rest === '') paths.push('/');
    else if (rest?.startsWith('/')) paths.push(rest);
  }
  return paths;
}
