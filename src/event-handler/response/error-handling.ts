import { readFlag } from '../../settings/read.js';
import { type ErrorBody, isHttpError, isHttpErrorOf } from '../errors.js';
import type { HttpRequestContext } from '../request/http-request-context.js';
import type { RequestContext } from '../request/request-context.js';
import type { Env } from '../store.js';
import { isExtendedAPIGatewayProxyResult, isStatus, isWebResponse } from './reply.js';

/** A class of errors, however it is constructed; it may be abstract. */
export type ErrorConstructor<TError extends Error = Error> = abstract new (...args: never[]) => TError;

/** Makes the response to an error; what it may return is what a route may return. */
export type ErrorHandler<TError extends Error = Error, TEnv extends Env = Env> = (
  error: TError,
  reqCtx: RequestContext<TEnv>,
) => unknown;

/** The error handlers of a router, by class. */
export class ErrorHandlers {
  readonly #byClass = new Map<ErrorConstructor, ErrorHandler<never>>();

  /** Says whether it replaced one. */
  add(type: ErrorConstructor, handler: ErrorHandler<never>): boolean {
    const replaced = this.#byClass.has(type);
    this.#byClass.set(type, handler);
    return replaced;
  }

  entries(): Iterable<[ErrorConstructor, ErrorHandler<never>]> {
    return this.#byClass.entries();
  }

  /** The handler of the error's own class or the nearest above it; else, for a second copy of a library, one of its name. */
  find(error: Error): ErrorHandler<never> | undefined {
    for (let proto: unknown = Object.getPrototypeOf(error); proto; proto = Object.getPrototypeOf(proto)) {
      const handler = this.#byClass.get((proto as { constructor: ErrorConstructor }).constructor);
      if (handler) return handler;
    }
    for (const [type, handler] of this.#byClass) {
      if (type.name === error.name) return handler;
    }
    return undefined;
  }
}

/** Makes the response to something thrown. An error handler may itself throw an `HttpError`, which is handled in turn. */
export async function respondToError(
  thrown: unknown,
  reqCtx: HttpRequestContext,
  handlers: ErrorHandlers,
  scope: unknown,
): Promise<void> {
  reqCtx.discardResponse();
  if (isHttpErrorOf(thrown, 'MethodNotAllowedError') && thrown.allowedMethods)
    reqCtx.setHeader('allow', thrown.allowedMethods.join(', '));
  const tried = new Set<ErrorHandler<never>>();
  let error = thrown;
  let handler = error instanceof Error ? handlers.find(error) : undefined;
  while (handler && !tried.has(handler)) {
    tried.add(handler);
    try {
      const result: unknown = await Reflect.apply(handler, scope, [error, reqCtx]);
      if (result === undefined) break;
      await respondWith(result, error, reqCtx);
      return await reqCtx.complete();
    } catch (next) {
      error = next;
      handler = isHttpError(next) ? handlers.find(next) : undefined;
    }
  }
  await respondByDefault(error, reqCtx);
}

/** What a client is told of an error that no handler took. Only `POWERTOOLS_DEV` tells it more than that there was one. */
function defaultBody(error: unknown): ErrorBody & { readonly stack?: string | undefined } {
  const dev = readFlag(process.env, 'POWERTOOLS_DEV') === true;
  if (isHttpError(error)) {
    const { details, ...body } = error.toJSON();
    // A response that failed its schema is the developer's fault: the issues are not the client's business.
    return details && (dev || !isHttpErrorOf(error, 'ResponseValidationError')) ? { ...body, details } : body;
  }
  const body = { statusCode: 500, error: 'Internal Server Error', message: 'Internal Server Error' };
  return dev && error instanceof Error
    ? { ...body, message: error.message, stack: error.stack, details: { errorName: error.name } }
    : body;
}

function respondByDefault(error: unknown, reqCtx: HttpRequestContext) {
  const body = defaultBody(error);
  return reqCtx.respond({ statusCode: body.statusCode, body });
}

/** An error handler's plain value has the status that it names itself, else the error's. */
function respondWith(result: unknown, error: unknown, reqCtx: HttpRequestContext) {
  if (isWebResponse(result) || isExtendedAPIGatewayProxyResult(result)) return reqCtx.respond(result);
  const status = isHttpError(error) ? error.statusCode : 500;
  const isRecord = typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype;
  if (!isRecord) return reqCtx.respond(result, status);
  const named: unknown = Reflect.get(result, 'statusCode');
  if (isStatus(Number(named))) return reqCtx.respond(result, Number(named));
  // Powertools tells these two in the body as well.
  const told = isHttpErrorOf(error, 'NotFoundError') || isHttpErrorOf(error, 'MethodNotAllowedError');
  return reqCtx.respond(told ? { ...result, statusCode: status } : result, status);
}
