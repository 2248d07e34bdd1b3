export type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from '../shared/standard-schema.js';
export { type HttpMethod, type HttpStatusCode, HttpStatusCodes, HttpVerbs, isHttpMethod } from './constants.js';
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
export { type CompressOptions, compress } from './middleware/compress.js';
export { type CorsOptions, cors } from './middleware/cors.js';
export { composeMiddleware, type Middleware, type NextFunction } from './middleware/middleware.js';
export type { RequestContext } from './request/request-context.js';
export type { RequestSchemas, ResponseSchemas, ValidationConfig } from './request/validation.js';
export type { ErrorConstructor, ErrorHandler } from './response/error-handling.js';
export {
  type ExtendedAPIGatewayProxyResult,
  type HandlerResponse,
  isExtendedAPIGatewayProxyResult,
} from './response/reply.js';
export { type HttpRouterOptions, type ResolveOptions, Router, type RouterLogger } from './router.js';
export type { Path, PathParams } from './routing/path.js';
export type {
  HttpRouteOptions,
  RouteDecorator,
  RouteHandler,
  RouteOptions,
  TypedRequestContext,
} from './routing/route.js';
export { type AlbEvent, type AlbResult, isALBEvent } from './sources/alb.js';
export { type ApiGatewayV1Event, type ApiGatewayV1Result, isAPIGatewayProxyEventV1 } from './sources/api-gateway-v1.js';
export { type ApiGatewayV2Event, type ApiGatewayV2Result, isAPIGatewayProxyEventV2 } from './sources/api-gateway-v2.js';
export type { ResponseType } from './sources/event-source.js';
export type { HttpEvent, RouterResponse } from './sources/index.js';
export { type Env, type IStore, type MergeEnv, Store } from './store.js';
