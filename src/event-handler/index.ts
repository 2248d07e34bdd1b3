export { type CompressOptions, compress } from './compress.js';
export { type HttpMethod, type HttpStatusCode, HttpStatusCodes, HttpVerbs, isHttpMethod } from './constants.js';
export { type CorsOptions, cors } from './cors.js';
export type { ErrorConstructor, ErrorHandler } from './error-handling.js';
export {
  BadRequestError,
  type ErrorBody,
  ForbiddenError,
  HttpError,
  InternalServerError,
  InvalidEventError,
  InvalidRouteError,
  MethodNotAllowedError,
  NotFoundError,
  ParameterValidationError,
  RequestEntityTooLargeError,
  RequestTimeoutError,
  RequestValidationError,
  ResponseValidationError,
  RouteMatchingError,
  ServiceUnavailableError,
  UnauthorizedError,
} from './errors.js';
export { composeMiddleware, type Middleware, type NextFunction } from './middleware.js';
export type { Path, PathParams } from './path.js';
export { type ExtendedAPIGatewayProxyResult, type HandlerResponse, isExtendedAPIGatewayProxyResult } from './reply.js';
export type { RequestContext } from './request-context.js';
export type {
  HttpRouteOptions,
  RouteDecorator,
  RouteHandler,
  RouteOptions,
  TypedRequestContext,
} from './route.js';
export { type HttpRouterOptions, type ResolveOptions, Router, type RouterLogger } from './router.js';
export { type AlbEvent, type AlbResult, isALBEvent } from './sources/alb.js';
export { type ApiGatewayV1Event, type ApiGatewayV1Result, isAPIGatewayProxyEventV1 } from './sources/api-gateway-v1.js';
export { type ApiGatewayV2Event, type ApiGatewayV2Result, isAPIGatewayProxyEventV2 } from './sources/api-gateway-v2.js';
export type { ResponseType } from './sources/event-source.js';
export type { HttpEvent, RouterResponse } from './sources/index.js';
export type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './standard-schema.js';
export { type Env, type IStore, type MergeEnv, Store } from './store.js';
export type { RequestSchemas, ResponseSchemas, ValidationConfig } from './validation.js';
