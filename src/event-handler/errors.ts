import { brand, hasBrand } from '../shared/brand.js';
import type { StandardSchemaIssue } from '../shared/standard-schema.js';
import type { HttpMethod } from './constants.js';

/** What a client sees of an {@link HttpError}. */
export interface ErrorBody {
  /** The HTTP status, the same as that of the response. */
  readonly statusCode: number;
  /** The kind of error: its `errorType`, such as `NotFoundError`. */
  readonly error: string;
  /** What went wrong, in words for the client. */
  readonly message: string;
  /** What the error adds, such as the `issues` of a validation. Absent where it adds nothing. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const HTTP_ERROR = brand('HttpError');

/**
 * An error with an HTTP status. Thrown in a route or a middleware and not taken by an error handler, it becomes the
 * response: its status, and a JSON body of status, name, message and `details`. A `cause` is never sent.
 *
 * @example
 * ```ts
 * class ConflictError extends HttpError {
 *   readonly statusCode = 409;
 *   readonly errorType = 'ConflictError';
 * }
 * ```
 */
export abstract class HttpError extends Error {
  /** The HTTP status of the response, such as 409. */
  abstract readonly statusCode: number;
  /** What the client sees as `error` in the body, such as `ConflictError`. */
  abstract readonly errorType: string;
  /** What else the client is told, under `details`: plain JSON. Undefined: nothing. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(message?: string, options?: ErrorOptions, details?: Readonly<Record<string, unknown>>) {
    super(message, options);
    this.name = new.target.name;
    this.details = details;
  }

  get [HTTP_ERROR](): true {
    return true;
  }

  /** The body of the response: status, `errorType`, message, and `details` where there are any. */
  toJSON(): ErrorBody {
    const body = { statusCode: this.statusCode, error: this.errorType, message: this.message };
    return this.details ? { ...body, details: this.details } : body;
  }

  /** The error as a `Response` of the Fetch standard: its status, and {@link HttpError.toJSON} as the JSON body. */
  toWebResponse(): Response {
    return Response.json(this, { status: this.statusCode });
  }
}

/** 400: the client sent something that cannot be served as it is. */
export class BadRequestError extends HttpError {
  override readonly name = 'BadRequestError';
  /** The HTTP status of the response: 400 Bad Request. */
  readonly statusCode = 400;
  /** What the body of the response has as `error`: `BadRequestError`. */
  readonly errorType = 'BadRequestError';
}

/** 401: the client must authenticate. */
export class UnauthorizedError extends HttpError {
  override readonly name = 'UnauthorizedError';
  /** The HTTP status of the response: 401 Unauthorized. */
  readonly statusCode = 401;
  /** What the body of the response has as `error`: `UnauthorizedError`. */
  readonly errorType = 'UnauthorizedError';
}

/** 403: the client is known, and not allowed. */
export class ForbiddenError extends HttpError {
  override readonly name = 'ForbiddenError';
  /** The HTTP status of the response: 403 Forbidden. */
  readonly statusCode = 403;
  /** What the body of the response has as `error`: `ForbiddenError`. */
  readonly errorType = 'ForbiddenError';
}

/** 404: there is no such thing. Also raised when no route matches. */
export class NotFoundError extends HttpError {
  override readonly name = 'NotFoundError';
  /** The HTTP status of the response: 404 Not Found. */
  readonly statusCode = 404;
  /** What the body of the response has as `error`: `NotFoundError`. */
  readonly errorType = 'NotFoundError';
}

/** 405: the path exists, but not for this method. The response carries `Allow` with `allowedMethods`. */
export class MethodNotAllowedError extends HttpError {
  override readonly name = 'MethodNotAllowedError';
  /** The HTTP status of the response: 405 Method Not Allowed. */
  readonly statusCode = 405;
  /** What the body of the response has as `error`: `MethodNotAllowedError`. */
  readonly errorType = 'MethodNotAllowedError';
  /** Set when the router raised the error, which knows them. */
  allowedMethods: readonly HttpMethod[] | undefined = undefined;
}

/** 408: the client took too long. */
export class RequestTimeoutError extends HttpError {
  override readonly name = 'RequestTimeoutError';
  /** The HTTP status of the response: 408 Request Timeout. */
  readonly statusCode = 408;
  /** What the body of the response has as `error`: `RequestTimeoutError`. */
  readonly errorType = 'RequestTimeoutError';
}

/** 413: the request body is larger than is accepted. */
export class RequestEntityTooLargeError extends HttpError {
  override readonly name = 'RequestEntityTooLargeError';
  /** The HTTP status of the response: 413 Content Too Large. */
  readonly statusCode = 413;
  /** What the body of the response has as `error`: `RequestEntityTooLargeError`. */
  readonly errorType = 'RequestEntityTooLargeError';
}

/** 500, with a message that the client is meant to see. */
export class InternalServerError extends HttpError {
  override readonly name = 'InternalServerError';
  /** The HTTP status of the response: 500 Internal Server Error. */
  readonly statusCode = 500;
  /** What the body of the response has as `error`: `InternalServerError`. */
  readonly errorType = 'InternalServerError';
}

/** 503: try again later. */
export class ServiceUnavailableError extends HttpError {
  override readonly name = 'ServiceUnavailableError';
  /** The HTTP status of the response: 503 Service Unavailable. */
  readonly statusCode = 503;
  /** What the body of the response has as `error`: `ServiceUnavailableError`. */
  readonly errorType = 'ServiceUnavailableError';
}

/** 422: the request did not satisfy the route's schemas. `details.issues` tells the client where. */
export class RequestValidationError extends HttpError {
  override readonly name = 'RequestValidationError';
  /** The HTTP status of the response: 422 Unprocessable Content. */
  readonly statusCode = 422;
  /** What the body of the response has as `error`: `RequestValidationError`. */
  readonly errorType = 'RequestValidationError';
  /** All that the schemas found, with the path of each; the client gets them as `details.issues`. */
  readonly issues: readonly StandardSchemaIssue[];

  constructor(message?: string, issues?: readonly StandardSchemaIssue[], options?: ErrorOptions) {
    super(message, options, issueDetails(issues));
    this.issues = issues ?? [];
  }
}

/** 500: the handler's own response did not satisfy the route's schemas. The issues are for the developer only. */
export class ResponseValidationError extends HttpError {
  override readonly name = 'ResponseValidationError';
  /** The HTTP status of the response: 500 Internal Server Error. */
  readonly statusCode = 500;
  /** What the body of the response has as `error`: `ResponseValidationError`. */
  readonly errorType = 'ResponseValidationError';
  /** All that the schemas found in the handler's own response, with the path of each. */
  readonly issues: readonly StandardSchemaIssue[];

  constructor(message?: string, issues?: readonly StandardSchemaIssue[], options?: ErrorOptions) {
    super(message, options, issueDetails(issues));
    this.issues = issues ?? [];
  }
}

/** 400: a route matched, but not with values it can be called with. */
export class RouteMatchingError extends HttpError {
  override readonly name: string = 'RouteMatchingError';
  /** The HTTP status of the response: 400 Bad Request. */
  readonly statusCode = 400;
  /** What the body of the response has as `error`: `RouteMatchingError`. */
  readonly errorType: string = 'RouteMatchingError';
  /** The path of the request; empty where it is not known. */
  readonly path: string;
  /** The HTTP method of the request; empty where it is not known. */
  readonly method: string;

  constructor(message: string, path: string, method: string) {
    super(message);
    this.path = path;
    this.method = method;
  }
}

/** 400: a path parameter is blank. */
export class ParameterValidationError extends RouteMatchingError {
  override readonly name = 'ParameterValidationError';
  /** What the body of the response has as `error`: `ParameterValidationError`. */
  override readonly errorType = 'ParameterValidationError';
  /** One sentence for each parameter that is blank. */
  readonly issues: readonly string[];

  constructor(issues: readonly string[], path = '', method = '') {
    super(`Parameter validation failed: ${issues.join(', ')}`, path, method);
    this.issues = issues;
  }
}

/** `resolve` was given something that is not an HTTP event. It rejects with this: there is no client to answer. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  /** The fields that are not what they should be, and what that is; empty where the event is none of HTTP at all. */
  readonly issues: readonly string[];

  constructor(message?: string, issues: readonly string[] = []) {
    super(message);
    this.issues = issues;
  }
}

/** A route was registered with a path that cannot be understood. Thrown at registration, while the function starts. */
export class InvalidRouteError extends Error {
  override readonly name = 'InvalidRouteError';
}

/** Those that are asked for by name. */
interface NamedErrors {
  readonly NotFoundError: NotFoundError;
  readonly MethodNotAllowedError: MethodNotAllowedError;
  readonly ResponseValidationError: ResponseValidationError;
}

/** Whether this is an {@link HttpError}, of whichever copy of this package. */
export function isHttpError(error: unknown): error is HttpError {
  return hasBrand(error, HTTP_ERROR);
}

/** The same for one of its classes. */
export function isHttpErrorOf<Name extends keyof NamedErrors>(error: unknown, name: Name): error is NamedErrors[Name] {
  return isHttpError(error) && error.name === name;
}

function issueDetails(issues: readonly StandardSchemaIssue[] | undefined): Readonly<Record<string, unknown>> {
  if (!issues) return {};
  return {
    issues: issues.map((issue) => ({
      message: issue.message,
      path: (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)),
    })),
  };
}
