import { readFlag } from '../../settings/read.js';
import { BadRequestError, HttpError, isHttpError, isHttpErrorOf } from '../errors.js';
import type { HttpRequestContext } from '../request/http-request-context.js';
import { MALFORMED_JSON } from '../request/json-body.js';
import type { RequestContext } from '../request/request-context.js';
import { isMalformedJson } from '../request/web-request.js';
import type { Env } from '../store.js';
import type { ErrorHandlerRegistry } from './error-handler-registry.js';
import { isExtendedAPIGatewayProxyResult, isStatus, isWebResponse } from './reply.js';

/** Makes the response to an error; what it may return is what a route may return. */
export type ErrorHandler<TError extends Error = Error, TEnv extends Env = Env> = (
  error: TError,
  reqCtx: RequestContext<TEnv>,
) => unknown;

/** Makes the response to something thrown. An error handler may itself throw an `HttpError`, which is handled in turn. */
export async function respondToError(
  thrown: unknown,
  reqCtx: HttpRequestContext,
  handlers: ErrorHandlerRegistry,
  scope: unknown,
): Promise<void> {
  reqCtx.discardResponse();
  if (isHttpErrorOf(thrown, 'MethodNotAllowedError') && thrown.allowedMethods)
    reqCtx.setHeader('allow', thrown.allowedMethods.join(', '));
  const tried = new Set<ErrorHandler<never>>();
  let [error, handler] = handlerOf(thrown, handlers);
  while (handler && !tried.has(handler)) {
    tried.add(handler);
    try {
      const result: unknown = await Reflect.apply(handler, scope, [error, reqCtx]);
      if (result === undefined) break;
      respondWith(result, error, reqCtx);
      return await reqCtx.complete();
    } catch (next) {
      error = next;
      handler = isHttpError(next) ? handlers.find(next) : undefined;
    }
  }
  try {
    respondByDefault(error, reqCtx);
    await reqCtx.complete();
  } catch {
    // An error that cannot even be described is like any other that tells nothing.
    reqCtx.discardResponse();
    reqCtx.respond({ statusCode: 500, body: INTERNAL });
  }
}

const INTERNAL = { statusCode: 500, error: 'Internal Server Error', message: 'Internal Server Error' };

/** The handler of an error, and the error that it is for: a body that is not JSON is the client's fault. */
function handlerOf(thrown: unknown, handlers: ErrorHandlerRegistry): [unknown, ErrorHandler<never> | undefined] {
  const handler = thrown instanceof Error ? handlers.find(thrown) : undefined;
  if (handler || !isMalformedJson(thrown)) return [thrown, handler];
  // Without its cause, which quotes the body.
  const error = new BadRequestError(MALFORMED_JSON);
  return [error, handlers.find(error)];
}

/** What a client is told of an error that no handler took. Only `POWERTOOLS_DEV` tells it more than that there was one. */
function respondByDefault(error: unknown, reqCtx: HttpRequestContext): void {
  const isDev = readFlag(process.env, 'POWERTOOLS_DEV') === true;
  if (isHttpError(error)) {
    respondWithHttpError(error, reqCtx, isDev);
    return;
  }
  const body =
    isDev && error instanceof Error
      ? { ...INTERNAL, message: error.message, stack: error.stack, details: { errorName: error.name } }
      : INTERNAL;
  reqCtx.respond({ statusCode: 500, body });
}

function respondWithHttpError(error: HttpError, reqCtx: HttpRequestContext, isDev: boolean): void {
  // A response that failed its schema is the developer's fault: the issues are not the client's business.
  const isSecret = !isDev && isHttpErrorOf(error, 'ResponseValidationError');
  const isOwn = error.toWebResponse === HttpError.prototype.toWebResponse;
  if (!isSecret && !isOwn && error instanceof HttpError) {
    reqCtx.respond(error.toWebResponse());
    return;
  }
  const { details, ...body } = error.toJSON();
  const status = Number(error.statusCode);
  const statusCode = isStatus(status) ? status : 500;
  reqCtx.respond({
    statusCode,
    body: isSecret || details === undefined || !isJsonable(details) ? body : { ...body, details },
  });
}

function isJsonable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** An error handler's plain value has the status that it names itself, else the error's. */
function respondWith(result: unknown, error: unknown, reqCtx: HttpRequestContext): void {
  if (isWebResponse(result) || isExtendedAPIGatewayProxyResult(result)) {
    reqCtx.respond(result);
    return;
  }
  const status = isHttpError(error) && isStatus(Number(error.statusCode)) ? Number(error.statusCode) : 500;
  const isRecord = typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype;
  if (!isRecord) {
    reqCtx.respond(result, status);
    return;
  }
  const named = Number(Reflect.get(result, 'statusCode'));
  if (isStatus(named)) {
    reqCtx.respond(result, named);
    return;
  }
  // Powertools tells these two in the body as well.
  const told = isHttpErrorOf(error, 'NotFoundError') || isHttpErrorOf(error, 'MethodNotAllowedError');
  reqCtx.respond(told ? { ...result, statusCode: status } : result, status);
}
