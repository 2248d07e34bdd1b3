import { isHttpMethod } from '../constants.js';
import { type HttpError, MethodNotAllowedError, NotFoundError, ParameterValidationError } from '../errors.js';
import type { HttpRequestContext } from '../request/http-request-context.js';
import { normalisePath } from './path.js';
import type { Match, RouteTable } from './route-table.js';

export function findRoute<TRoute>(table: RouteTable<TRoute>, reqCtx: HttpRequestContext): Match<TRoute> | undefined {
  const { method } = reqCtx;
  if (!isHttpMethod(method)) return undefined;
  for (const path of pathsOf(reqCtx)) {
    const match = table.find(method, path);
    if (match) return match;
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
 * The paths that a request may mean: its own, then its own without the stage. An HTTP API puts a named stage before the
 * path, which routes need not know.
 */
function pathsOf({ path, stagePrefix }: HttpRequestContext): readonly string[] {
  const whole = normalisePath(path);
  if (stagePrefix === undefined || !whole.startsWith(stagePrefix)) return [whole];
  const rest = whole.slice(stagePrefix.length);
  if (rest === '') return [whole, '/'];
  return rest.startsWith('/') ? [whole, rest] : [whole];
}
