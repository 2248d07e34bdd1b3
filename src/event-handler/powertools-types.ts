import type { StandardSchema } from '../shared/standard-schema.js';
import type { HttpMethod } from './constants.js';
import type { Middleware } from './middleware/middleware.js';
import type { EventTypes, RequestContext } from './request/request-context.js';
import type { SchemaInput, SchemaOutput } from './request/schema-types.js';
import type { Valid, ValidationSchemas } from './request/validation.js';
import type { ExtendedAPIGatewayProxyResult, HandlerResponse } from './response/reply.js';
import type { ResolveOptions, RouterLogger } from './router-registration.js';
import type { Path } from './routing/path.js';
import type { RouteHandler } from './routing/route.js';
import type { AlbResult } from './sources/alb.js';
import type { ApiGatewayV1Result } from './sources/api-gateway-v1.js';
import type { ApiGatewayV2Result } from './sources/api-gateway-v2.js';
import type { VpcLatticeResult } from './sources/vpc-lattice.js';
import type { Env, IStore, RequestStoreOf } from './store.js';

// The types of Powertools' router that code written for it imports, said in the terms of ours.

/** Anything at all. */
export type Anything = unknown;

/** A readable stream of Node.js. */
export interface NodeReadable extends AsyncIterable<unknown> {
  /** Writes all that it gives to `destination`. */
  pipe(destination: never): unknown;
}

/** What is sent as bytes. */
export type BinaryResult = ArrayBuffer | NodeReadable | ReadableStream;

/** The body of a proxy result: a value to be sent as JSON, text, bytes or a stream. */
export type ExtendedAPIGatewayProxyResultBody = BinaryResult | Exclude<HandlerResponse, Response>;

/** Headers as a schema may give them. */
export type Headers = Record<string, string | number | boolean>;

/** Headers in the form of a REST API. */
export interface V1Headers {
  /** Headers with one value each. */
  headers: Record<string, string>;
  /** Headers with several values each. */
  multiValueHeaders: Record<string, string[]>;
}

/** Which event comes with each `responseType`. */
export type EventTypeMap = EventTypes;

/** Which result each `responseType` takes. */
export interface ResponseTypeMap {
  /** The result of a REST API. */
  ApiGatewayV1: ApiGatewayV1Result;
  /** The result of an HTTP API or a function URL. */
  ApiGatewayV2: ApiGatewayV2Result;
  /** The result of an Application Load Balancer. */
  ALB: AlbResult;
  /** The result of VPC Lattice, event version 1. */
  VpcLatticeV1: VpcLatticeResult;
  /** The result of VPC Lattice, event version 2. */
  VpcLatticeV2: VpcLatticeResult;
}

/** The types of the validated parts of a request. */
export interface ReqSchema {
  /** The body. */
  body?: unknown;
  /** The headers, names in lower case. */
  headers?: unknown;
  /** The parameters of the path. */
  path?: unknown;
  /** The parameters of the query. */
  query?: unknown;
}

/** The types of the validated parts of a response. */
export interface ResSchema {
  /** The body. */
  body?: unknown;
  /** The headers, names in lower case. */
  headers?: unknown;
}

/** The parts of a request that were validated. */
export type ValidatedRequest<TReq extends ReqSchema = ReqSchema> = Present<TReq>;

/** The parts of a response that were validated. */
export type ValidatedResponse<TRes extends ResSchema = ResSchema> = Present<TRes>;

/**
 * A request context with the validated parts under `valid`: of types named beforehand, or as the schemas of a `validation`
 * give them.
 *
 * @example
 * type CreateOrder = TypedRequestContext<Env, { body: Order }>;
 * type CreateOrderToo = TypedRequestContext<Env, typeof validation>;
 */
export type TypedRequestContext<
  TEnv extends Env = Env,
  TReq extends ReqSchema | ValidationSchemas = ReqSchema,
  TRes extends ResSchema = ResSchema,
> = RequestContext<TEnv> &
  (keyof TReq extends 'req' | 'res' ? Valid<TReq & ValidationSchemas> : ValidParts<TReq, TRes>);

interface ValidParts<TReq, TRes> {
  /** What the schemas gave. */
  readonly valid: ([ReqSchema] extends [TReq] ? unknown : { readonly req: Present<TReq> }) &
    ([ResSchema] extends [TRes] ? unknown : { readonly res: Present<TRes> });
}

type Present<TParts> = {
  readonly [TPart in keyof TParts as TParts[TPart] extends undefined ? never : TPart]: TParts[TPart];
};

/** Serves a route with `validation`. */
export type TypedRouteHandler<
  TEnv extends Env = Env,
  TReq extends ReqSchema = ReqSchema,
  TResBody = HandlerResponse,
  TRes extends ResSchema = ResSchema,
> = (reqCtx: TypedRequestContext<TEnv, TReq, TRes>) => TypedResult<TResBody> | Promise<TypedResult<TResBody>>;

type TypedResult<TResBody> = TResBody | ExtendedAPIGatewayProxyResult<TResBody> | Response;

/** Schemas of a request whose parts have these types. */
export type RequestValidationConfig<TReq extends ReqSchema = ReqSchema> = {
  readonly [TPart in keyof TReq & keyof ReqSchema]?: StandardSchema<unknown, TReq[TPart]> | undefined;
};

/** Schemas of a response whose body has this type. */
export interface ResponseValidationConfig<TResBody = HandlerResponse> {
  /** Validates the body. */
  readonly body?: StandardSchema<unknown, TResBody> | undefined;
  /** Validates an object of the headers, names in lower case. */
  readonly headers?: StandardSchema | undefined;
}

/** Schemas of any library that implements Standard Schema, for parts of a route's request and response. */
export interface ValidationConfig<TReq extends ReqSchema = ReqSchema, TResBody = HandlerResponse> {
  /** Schemas of the request: what does not match is answered with 422. Default: nothing is validated. */
  readonly req?: RequestValidationConfig<TReq> | undefined;
  /** Schemas of the response: what does not match is answered with 500. Default: nothing is validated. */
  readonly res?: ResponseValidationConfig<TResBody> | undefined;
}

type OutputOf<TSchemas, TPart extends string> = TSchemas extends { readonly [TKey in TPart]: infer TSchema }
  ? SchemaOutput<TSchema>
  : undefined;

/** The types that the schemas of a request give. */
export type InferReqSchema<TConfig extends ValidationSchemas> = TConfig extends { readonly req: infer TSchemas }
  ? {
      body: OutputOf<TSchemas, 'body'>;
      headers: OutputOf<TSchemas, 'headers'>;
      path: OutputOf<TSchemas, 'path'>;
      query: OutputOf<TSchemas, 'query'>;
    }
  : ReqSchema;

/** The types that the schemas of a response give. */
export type InferResSchema<TConfig extends ValidationSchemas> = TConfig extends { readonly res: infer TSchemas }
  ? { body: OutputOf<TSchemas, 'body'>; headers: OutputOf<TSchemas, 'headers'> }
  : ResSchema;

/** What a handler has to return for the schema of the response's body. */
export type InferResBody<TConfig extends ValidationSchemas> = TConfig extends {
  readonly res: { readonly body: infer TSchema };
}
  ? SchemaInput<TSchema>
  : HandlerResponse;

/** What a subsegment in X-Ray says of the request and its response. */
export interface SegmentHttpData {
  /** The request. */
  request: { method: string; url: string; user_agent?: string; client_ip?: string; x_forwarded_for?: boolean };
  /** The response; `content_length` in bytes. */
  response?: { status: number; content_length?: number };
}

/** One thing that a validation has found. */
export interface ValidationErrorDetail {
  /** The part of the request. */
  component: keyof ReqSchema;
  /** What is wrong, in words. */
  message: string;
}

/** Whether something is as it should be, and what is not. */
export interface ValidationResult {
  /** Whether nothing is wrong. */
  isValid: boolean;
  /** What is wrong, in words. */
  issues: string[];
}

/** `resolve` in the inside of the router. */
export interface HttpResolveOptions extends ResolveOptions {
  /** Whether the response is streamed. */
  readonly isHttpStreaming?: boolean | undefined;
}

/** What `handleError` is given beside the error: the request, and `this` of the handlers. */
export type ErrorResolveOptions = RequestContext & ResolveOptions;

/** What the registry of error handlers is made of. */
export interface ErrorHandlerRegistryOptions {
  /** Is told when a handler takes the place of another. */
  readonly logger: RouterLogger;
}

/** What the registry of routes is made of. */
export interface RouteRegistryOptions {
  /** Is told when a route takes the place of another, or never answers. */
  readonly logger: RouterLogger;
}

/** A path as it is matched. */
export interface CompiledRoute {
  /** The template. */
  path: Path;
  /** What matches it. */
  regex: RegExp;
  /** The names of its parameters. */
  paramNames: string[];
  /** Whether it has any. */
  isDynamic: boolean;
}

/** A route whose path has parameters. */
export interface DynamicRoute {
  /** The HTTP method. */
  readonly method: HttpMethod;
  /** The template of the path. */
  readonly path: Path;
}

/** `set`, `get`, `has` and `delete` of the request's own values. */
export type RequestStoreMethods<TEnv extends Env = Env> = Pick<
  IStore<RequestStoreOf<TEnv>>,
  'set' | 'get' | 'has' | 'delete'
>;

/** All of several records in one. */
export type IntersectAll<TRecords extends readonly Record<string, unknown>[]> = TRecords extends readonly [
  infer TFirst extends Record<string, unknown>,
  ...infer TRest extends readonly Record<string, unknown>[],
]
  ? TFirst & IntersectAll<TRest>
  : unknown;

/** The second argument of `app.get` and its like. */
export type MiddlewareOrHandler<
  TEnv extends Env = Env,
  TReq extends ReqSchema = ReqSchema,
  TResBody = HandlerResponse,
  TRes extends ResSchema = ResSchema,
> = readonly Middleware<TEnv>[] | RouteHandler<TEnv> | TypedRouteHandler<TEnv, TReq, TResBody, TRes>;

/** The third argument of `app.get` and its like. */
export type HandlerOrOptions<
  TEnv extends Env = Env,
  TReq extends ReqSchema = ReqSchema,
  TResBody = HandlerResponse,
  TRes extends ResSchema = ResSchema,
> = RouteHandler<TEnv> | TypedRouteHandler<TEnv, TReq, TResBody, TRes> | RouteValidation<TReq, TResBody>;

interface RouteValidation<TReq extends ReqSchema, TResBody> {
  /** Schemas for parts of the request and of the response. */
  readonly validation: ValidationConfig<TReq, TResBody>;
}
