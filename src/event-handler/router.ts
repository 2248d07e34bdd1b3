import type { Span } from '@opentelemetry/api';
import type { LambdaContext } from '../invocation/lambda-context.js';
import type { ResponseStream } from '../invocation/response-stream.js';
import type { Serve } from './middleware/middleware.js';
import { HttpRequestContext } from './request/http-request-context.js';
import type { RequestContext } from './request/request-context.js';
import { respondToError } from './response/error-handling.js';
import type { HandlerResponse } from './response/reply.js';
import { writeReply } from './response/response-stream.js';
import { foldedMiddleware, type ResolveOptions, RouterRegistration, routesOf } from './router-registration.js';
import { blankParameters, findRoute, missError } from './routing/matching.js';
import type { Path } from './routing/path.js';
import type { AlbEvent, AlbResult } from './sources/alb.js';
import type { ApiGatewayV1Event, ApiGatewayV1Result } from './sources/api-gateway-v1.js';
import type { ApiGatewayV2Event, ApiGatewayV2Result } from './sources/api-gateway-v2.js';
import { openExchange, type RouterResponse } from './sources/index.js';
import type { VpcLatticeResult, VpcLatticeV1Event, VpcLatticeV2Event } from './sources/vpc-lattice.js';
import type { Env, MergeEnv } from './store.js';
import { recordingSpan, tellResponse, tellRoute } from './telemetry.js';

export interface ResolveStreamOptions extends ResolveOptions {
  /** Where the response is written: what Lambda has called the handler with. */
  readonly responseStream: ResponseStream;
}

/**
 * Routes HTTP events of API Gateway (REST and HTTP APIs), Lambda function URLs, Application Load Balancers and VPC Lattice
 * to functions. The invocation's span gets the route's name and the response's status.
 *
 * @example
 * ```ts
 * const app = new Router();
 * app.get('/orders/:order_id', async ({ params }) => findOrder(params.order_id));
 * export const handler = withPowertools((event, context) => app.resolve(event, context));
 * ```
 */
export class Router<TEnv extends Env = Env, TPrefix extends Path = Path> extends RouterRegistration<TEnv, TPrefix> {
  /**
   * Takes over another router's routes (under `prefix`), middleware, error handlers and shared values, as they are now.
   *
   * @example
   * ```ts
   * app.includeRouter(ordersRouter, { prefix: '/v1' });
   * ```
   */
  includeRouter<TOther extends Env>(
    router: Router<TOther>,
    options?: { readonly prefix?: Path },
  ): Router<MergeEnv<[TEnv, TOther]>, TPrefix>;
  includeRouter(router: Router, options: { readonly prefix?: Path } = {}): unknown {
    routesOf(this).merge(routesOf(router), options);
    this.errorHandlerRegistry.merge(router.errorHandlerRegistry);
    this.middleware.push(...router.middleware);
    this.shared.assign(router.shared.entries());
    return this;
  }

  /**
   * Serves one event.
   *
   * @throws InvalidEventError when the event is not an HTTP event; every other error becomes a response.
   */
  resolve(event: ApiGatewayV1Event, context: LambdaContext, options?: ResolveOptions): Promise<ApiGatewayV1Result>;
  resolve(event: ApiGatewayV2Event, context: LambdaContext, options?: ResolveOptions): Promise<ApiGatewayV2Result>;
  resolve(event: AlbEvent, context: LambdaContext, options?: ResolveOptions): Promise<AlbResult>;
  resolve(
    event: VpcLatticeV1Event | VpcLatticeV2Event,
    context: LambdaContext,
    options?: ResolveOptions,
  ): Promise<VpcLatticeResult>;
  resolve(event: unknown, context: LambdaContext, options?: ResolveOptions): Promise<RouterResponse>;
  async resolve(event: unknown, context: LambdaContext, { scope }: ResolveOptions = {}): Promise<RouterResponse> {
    return (await this.#answer(event, context, scope, false)).toResult();
  }

  /**
   * Serves one event and streams the response: its body goes out as it comes, as fast as the client takes it. For a function
   * URL whose invoke mode is `RESPONSE_STREAM` and a REST API whose response transfer mode is `STREAM`; `streamify` makes a
   * handler of it. A body that breaks, or a client that goes away, rejects.
   *
   * @throws InvalidEventError when the event is not an HTTP event.
   * @example
   * ```ts
   * export const handler = withPowertools(
   *   awslambda.streamifyResponse((event, responseStream, context) => app.resolveStream(event, context, { responseStream })),
   * );
   * ```
   */
  async resolveStream(event: unknown, context: LambdaContext, options: ResolveStreamOptions): Promise<void> {
    const reqCtx = await this.#answer(event, context, options.scope, true);
    await writeReply(reqCtx.toStream(), options.responseStream);
  }

  async #answer(
    event: unknown,
    context: LambdaContext,
    scope: unknown,
    isHttpStreaming: boolean,
  ): Promise<HttpRequestContext> {
    const exchange = openExchange(event);
    const reqCtx = new HttpRequestContext(exchange, context, { shared: this.shared, scope, isHttpStreaming });
    const span = recordingSpan();
    try {
      this.#match(reqCtx, span);
      await foldedMiddleware(this, serveMatched)(reqCtx, scope);
      await reqCtx.complete();
    } catch (error) {
      await this.#respondToError(error, reqCtx);
    }
    if (span) tellResponse(span, reqCtx.method, reqCtx.status, reqCtx.error);
    return reqCtx;
  }

  /** Puts on the context what will serve the request. Middleware runs in any case, so a route that is not found throws later. */
  #match(reqCtx: HttpRequestContext, span: Span | undefined): void {
    const { table } = routesOf(this);
    const match = findRoute(table, reqCtx);
    if (!match) {
      reqCtx.serve = () => this.#respondToError(missError(table, reqCtx), reqCtx);
      return;
    }
    const { method, template, route } = match.entry;
    reqCtx.route = `${method} ${template}`;
    reqCtx.params = match.params;
    reqCtx.serve = route.serve;
    if (span) tellRoute(span, reqCtx.method, template);
    const blank = blankParameters(reqCtx);
    if (blank) reqCtx.serve = () => Promise.reject(blank);
  }

  async #respondToError(error: unknown, reqCtx: HttpRequestContext): Promise<void> {
    reqCtx.error = error;
    if (this.handleError === Router.prototype.handleError || !(error instanceof Error))
      await this.#respondByHandlers(error, reqCtx);
    else await this.#respondByOverride(error, reqCtx);
    if (reqCtx.status < 500 || !(error instanceof Error)) return;
    try {
      this.logger.error(`${reqCtx.route ?? reqCtx.method} failed.`, error);
    } catch {
      // The client gets its answer, whatever the logger does.
    }
  }

  #respondByHandlers(error: unknown, reqCtx: HttpRequestContext): Promise<void> {
    return respondToError(error, reqCtx, this.errorHandlerRegistry, reqCtx.scope ?? this);
  }

  async #respondByOverride(error: Error, reqCtx: HttpRequestContext): Promise<void> {
    try {
      // One context is the union of all.
      const response = await this.handleError(error, reqCtx as HttpRequestContext & RequestContext);
      if (response !== undefined) reqCtx.respond(response, 500);
      await reqCtx.complete();
    } catch (failure) {
      await this.#respondByHandlers(failure, reqCtx);
    }
  }

  /**
   * Makes the response to an error, for a subclass to override: by the error handler of the nearest class, else by what the
   * error says of itself.
   *
   * @param options - The request; `scope` is `this` of the handlers.
   */
  protected async handleError(error: Error, options: RequestContext & ResolveOptions): Promise<HandlerResponse> {
    if (!(options instanceof HttpRequestContext))
      throw new TypeError('handleError takes the request context that it was given, and not a copy of it.');
    await this.#respondByHandlers(error, options);
    return options.res;
  }

  /**
   * The router as a Lambda handler.
   *
   * @example
   * ```ts
   * export const handler = withPowertools(app.handler());
   * ```
   */
  handler(options?: ResolveOptions): (event: unknown, context: LambdaContext) => Promise<RouterResponse> {
    return (event, context) => this.resolve(event, context, options);
  }
}

const serveMatched: Serve = (reqCtx, scope) => reqCtx.serve(reqCtx, scope);
