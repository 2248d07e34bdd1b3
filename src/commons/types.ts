import type { LambdaContext } from '../invocation/lambda-context.js';

export type { LambdaContext } from '../invocation/lambda-context.js';
export type { ConfigServiceInterface } from '../shared/config-service.js';
export type { GenericLogger } from '../shared/generic-logger.js';
export type { JSONArray, JSONObject, JSONPrimitive, JSONValue } from '../shared/json.js';
export type { GetBooleanFromEnvOptions, GetNumberFromEnvOptions, GetStringFromEnvOptions } from './environment.js';

/** Any handler of Lambda, with whatever parameters. */
type AnyHandler = (event: never, context: never, callback: never) => unknown;

/** A handler that answers by its callback, with the parameters of `T`. */
export type SyncHandler<T extends AnyHandler> = (
  event: Parameters<T>[0],
  context: Parameters<T>[1],
  callback: Parameters<T>[2],
) => void;

/** A handler that answers by a promise, with the parameters of `T`. */
export type AsyncHandler<T extends AnyHandler> = (
  event: Parameters<T>[0],
  context: Parameters<T>[1],
) => Promise<Awaited<ReturnType<T>>>;

/**
 * A class whose method `handler` is the function's handler, as decorators want it.
 *
 * @example
 * class Orders implements LambdaInterface {
 *   async handler(event: OrderEvent, context: Context): Promise<Order> { … }
 * }
 */
export interface LambdaInterface {
  /** The function's handler. */
  handler: AnyHandler;
}

/** A decorator, of TypeScript's `experimentalDecorators`, for the method `handler` of a class. */
export type HandlerMethodDecorator = (
  target: LambdaInterface,
  propertyKey: string | symbol,
  descriptor: TypedPropertyDescriptor<AnyHandler>,
) => void;

/** What a middleware of Middy is given, as far as utilities look at it. */
export interface MiddyLikeRequest {
  /** What the handler gets as its event. */
  event: unknown;
  /** What Lambda passed as the context. */
  context: LambdaContext;
  /** What was answered. */
  response: unknown;
  /** What was thrown. */
  error: Error | null | undefined;
  /** What middlewares keep for each other. */
  internal: Record<string, unknown>;
}

/** Ends what a middleware began for a request that another middleware answers. */
export type CleanupFunction = (request: MiddyLikeRequest) => Promise<void>;

/** A request of Middy with the types of its event, its answer, its error and its context. */
export interface Request<
  TEvent = unknown,
  TResult = unknown,
  TErr = Error,
  TContext extends LambdaContext = LambdaContext,
> {
  /** What the handler gets as its event. */
  event: TEvent;
  /** What Lambda passed as the context. */
  context: TContext;
  /** What was answered. */
  response: TResult | null | undefined;
  /** What was thrown. */
  error: TErr | null | undefined;
  /** What middlewares keep for each other. */
  internal: Record<string, unknown>;
}

/** One step of a middleware of Middy. */
export type MiddlewareFn<
  TEvent = unknown,
  TResult = unknown,
  TErr = Error,
  TContext extends LambdaContext = LambdaContext,
> = (request: Request<TEvent, TResult, TErr, TContext>) => unknown;

/** A middleware of Middy. */
export interface MiddlewareLikeObj<
  TEvent = unknown,
  TResult = unknown,
  TErr = Error,
  TContext extends LambdaContext = LambdaContext,
> {
  /** Runs before the handler. */
  before?: MiddlewareFn<TEvent, TResult, TErr, TContext>;
  /** Runs after the handler has answered. */
  after?: MiddlewareFn<TEvent, TResult, TErr, TContext>;
  /** Runs after the handler, or a middleware, has thrown. */
  onError?: MiddlewareFn<TEvent, TResult, TErr, TContext>;
}

/** What is used of a client of the AWS SDK for JavaScript v3. */
export interface SdkClient {
  /** Sends a command. */
  send(command: unknown): Promise<unknown>;
  /** The client's settings. */
  config: { serviceId: string };
  /** What each request passes through. */
  middlewareStack: {
    /** The names of its middlewares. */
    identify(): string[];
    /** Puts a middleware before or after another. */
    addRelativeTo(middleware: unknown, options: unknown): void;
  };
}

/** What a middleware of an AWS SDK client that sets headers looks at. */
export interface MiddlewareArgsLike {
  /** The request that is to be sent. */
  request: { headers: Record<string, string> };
}
