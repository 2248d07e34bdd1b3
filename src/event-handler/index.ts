export type { ResponseStream } from '../invocation/response-stream.js';
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
export { type CompressOptions, type CompressOptions as CompressionOptions, compress } from './middleware/compress.js';
export { type CorsOptions, cors } from './middleware/cors.js';
export { composeMiddleware, type Middleware, type NextFunction } from './middleware/middleware.js';
export type { TracerOptions } from './middleware/tracer.js';
export type * from './powertools-types.js';
export type { RequestContext } from './request/request-context.js';
export type { RequestSchemas, ResponseSchemas, ValidationSchemas } from './request/validation.js';
export {
  type HandlerResultOptions,
  handlerResultToWebResponse,
  proxyEventToWebRequest,
  type WebResponseToProxyResultOptions,
  webResponseToProxyResult,
} from './response/converters.js';
export type { ErrorConstructor } from './response/error-handler-registry.js';
export type { ErrorHandler } from './response/error-handling.js';
export {
  type ExtendedAPIGatewayProxyResult,
  type HandlerResponse,
  isExtendedAPIGatewayProxyResult,
} from './response/reply.js';
export { type ResolveStreamOptions, Router } from './router.js';
export type { HttpRouterOptions, ResolveOptions, RouterLogger } from './router-registration.js';
export type { Path, PathParams } from './routing/path.js';
export type {
  HttpRouteOptions,
  RouteDecorator,
  RouteHandler,
  RouteOptions,
  ValidatedRequestContext,
} from './routing/route.js';
export type { HttpRouteHandlerOptions, RegisteredRoute, RouteRegistry } from './routing/route-handler-registry.js';
export { type AlbEvent, type AlbResult, isALBEvent } from './sources/alb.js';
export { type ApiGatewayV1Event, type ApiGatewayV1Result, isAPIGatewayProxyEventV1 } from './sources/api-gateway-v1.js';
export { type ApiGatewayV2Event, type ApiGatewayV2Result, isAPIGatewayProxyEventV2 } from './sources/api-gateway-v2.js';
export type { ResponseType } from './sources/event-source.js';
export type { HttpEvent, RouterResponse } from './sources/index.js';
export type { VpcLatticeResult, VpcLatticeV1Event, VpcLatticeV2Event } from './sources/vpc-lattice.js';
export { type Env, type IStore, type MergeEnv, type RequestStoreOf, type SharedStoreOf, Store } from './store.js';
export { type StreamingRouter, type StreamingRouterHandler, streamify } from './streamify.js';
