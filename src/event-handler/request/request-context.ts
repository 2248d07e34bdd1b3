import type { LambdaContext } from '../../invocation/lambda-context.js';
import type { PathParams } from '../routing/path.js';
import type { AlbEvent } from '../sources/alb.js';
import type { ApiGatewayV1Event } from '../sources/api-gateway-v1.js';
import type { ApiGatewayV2Event } from '../sources/api-gateway-v2.js';
import type { ResponseType } from '../sources/event-source.js';
import type { VpcLatticeV1Event, VpcLatticeV2Event } from '../sources/vpc-lattice.js';
import type { Env, IStore, RequestStoreOf, SharedStoreOf } from '../store.js';

/** Which event comes with each `responseType`. */
export interface EventTypes {
  /** The event of a REST API, payload format 1.0. */
  ApiGatewayV1: ApiGatewayV1Event;
  /** The event of an HTTP API or a function URL, payload format 2.0. */
  ApiGatewayV2: ApiGatewayV2Event;
  /** The event of an Application Load Balancer. */
  ALB: AlbEvent;
  /** The event of VPC Lattice, version 1. */
  VpcLatticeV1: VpcLatticeV1Event;
  /** The event of VPC Lattice, version 2. */
  VpcLatticeV2: VpcLatticeV2Event;
}

/** What every source's request context has. */
export interface CommonRequestContext<TEnv extends Env, TParams> extends IStore<RequestStoreOf<TEnv>> {
  /** The web `Request`, made when first asked for: `method`, `path`, `header`, `query` and `json` cost far less. */
  readonly req: Request;
  /** The web `Response` so far, made when first asked for; assign another to replace it. */
  res: Response;
  /** The context that Lambda called the function with. */
  readonly context: LambdaContext;
  /** The method and the template of the matched route, `GET /orders/:order_id`; null when none matched. */
  readonly route: string | null;
  /** The route's parameters, decoded. */
  readonly params: TParams;
  /** Set it to force the body of the result to be base64, or not to be. */
  isBase64Encoded?: boolean | undefined;
  /** Whether the response is streamed: the request came through `resolveStream`. */
  readonly isHttpStreaming: boolean;
  /** Lives as long as the router. */
  readonly shared: IStore<SharedStoreOf<TEnv>>;
  /** In upper case. */
  readonly method: string;
  /** The path as the event has it. */
  readonly path: string;
  /** A request header, whatever its case. */
  header(name: string): string | undefined;
  /** The first value of a query parameter. */
  query(name: string): string | undefined;
  /** All values of a query parameter. */
  queries(name: string): string[];
  /** The request body as text, without a byte order mark. */
  text(): string;
  /**
   * The request body, parsed.
   * @throws BadRequestError when it is not JSON.
   */
  json(): unknown;
  /** Sets a header of the response. */
  setHeader(name: string, value: string): void;
  /** Adds a value to a header of the response. */
  appendHeader(name: string, value: string): void;
}

/** The sources that Powertools' router has too: code written for it knows of no others. */
type GatewayType = Exclude<ResponseType, 'VpcLatticeV1' | 'VpcLatticeV2'>;

/**
 * What a route, a middleware and an error handler know of the request. `event` is narrowed by `responseType`. Who serves VPC
 * Lattice and reads its events says so: `RequestContext<Env, PathParams<'/orders'>, ResponseType>`.
 */
export type RequestContext<
  TEnv extends Env = Env,
  TParams = PathParams<`/${string}`>,
  TTypes extends ResponseType = GatewayType,
> = {
  [TType in TTypes]: CommonRequestContext<TEnv, TParams> & {
    readonly responseType: TType;
    readonly event: EventTypes[TType];
  };
}[TTypes];
