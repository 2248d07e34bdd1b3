import { basePathOf } from './base-path.js';
import { type EncodedReply, type EventSource, itemsOf, joinQuery } from './event-source.js';
import { eventShape, FIELDS, FLAG, hasShape, ifThere, orAbsent, orNull, TEXT } from './shape.js';

/**
 * A REST API's event, which an HTTP API with payload format 1.0 sends too. `APIGatewayProxyEvent` of
 * `@types/aws-lambda` is assignable to it.
 */
export interface ApiGatewayV1Event {
  /** The template of the resource, such as `/orders/{id}` or `/{proxy+}`. */
  readonly resource: string;
  /** The path of the request, such as `/orders/7`. */
  readonly path: string;
  /** The HTTP method, in upper case. */
  readonly httpMethod: string;
  /** The headers as the client wrote them; of several values the last. Null: there are none. */
  readonly headers: { readonly [name: string]: string | undefined } | null;
  /** All values of the headers. Null: there are none. */
  readonly multiValueHeaders: { readonly [name: string]: string[] | undefined } | null;
  /** The query, decoded; of several values the last. Null: there is none. */
  readonly queryStringParameters: { readonly [name: string]: string | undefined } | null;
  /** All values of the query, decoded. Null: there is none. */
  readonly multiValueQueryStringParameters: { readonly [name: string]: string[] | undefined } | null;
  /** The parameters in `resource`, by name. Null: there are none. */
  readonly pathParameters: { readonly [name: string]: string | undefined } | null;
  /** The variables of the stage. Null: there are none. */
  readonly stageVariables: { readonly [name: string]: string | undefined } | null;
  /** What API Gateway knows of the request: its id, the API, the stage, who sent it. */
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: unknown;
    readonly domainName?: string | undefined;
    readonly extendedRequestId?: string | undefined;
    readonly httpMethod: string;
    readonly identity: { readonly sourceIp: string; readonly userAgent: string | null };
    readonly path: string;
    readonly requestId: string;
    readonly resourcePath: string;
    readonly stage: string;
  };
  /** The body: text, or base64 of its bytes. Null: there is none. */
  readonly body: string | null;
  /** Whether `body` is base64. */
  readonly isBase64Encoded: boolean;
}

/** Assignable to `APIGatewayProxyResult` of `@types/aws-lambda`. */
export interface ApiGatewayV1Result {
  /** The HTTP status, such as 200. */
  statusCode: number;
  /** Headers with one value each. */
  headers: Record<string, string>;
  /** The body: text, or base64 of its bytes. */
  body: string;
  /** Whether `body` is base64. */
  isBase64Encoded: boolean;
  /** Headers with several values, such as `set-cookie`. */
  multiValueHeaders?: Record<string, string[]>;
}

const KINDS = {
  httpMethod: TEXT,
  path: TEXT,
  resource: TEXT,
  headers: orAbsent(orNull(FIELDS)),
  multiValueHeaders: orAbsent(orNull(FIELDS)),
  requestContext: FIELDS,
  isBase64Encoded: FLAG,
  body: orNull(TEXT),
  pathParameters: orNull(FIELDS),
  queryStringParameters: orNull(FIELDS),
  multiValueQueryStringParameters: orNull(FIELDS),
  stageVariables: orNull(FIELDS),
};
const SHAPE = eventShape(KINDS);

/** Whether an event is a whole one of a REST API, or of an HTTP API with payload format 1.0. */
export function isAPIGatewayProxyEventV1(event: unknown): event is ApiGatewayV1Event {
  return hasShape(event, SHAPE);
}

export const apiGatewayV1: EventSource<ApiGatewayV1Event, ApiGatewayV1Result> = {
  responseType: 'ApiGatewayV1',
  name: 'a REST API',
  shape: eventShape({
    ...KINDS,
    isBase64Encoded: ifThere(FLAG),
    body: ifThere(TEXT),
    pathParameters: ifThere(FIELDS),
    queryStringParameters: ifThere(FIELDS),
    multiValueQueryStringParameters: ifThere(FIELDS),
    stageVariables: ifThere(FIELDS),
  }),
  resembles: (event) => 'httpMethod' in event || 'resource' in event,

  toRequest: (event) => ({
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    mounts: () => mountsOf(event),
    headers: event.headers ?? {},
    multiValueHeaders: event.multiValueHeaders ?? undefined,
    cookies: undefined,
    queryString: () =>
      joinQuery(event.queryStringParameters, event.multiValueQueryStringParameters, encodeURIComponent),
    body: event.body ?? undefined,
    isBase64Encoded: event.isBase64Encoded === true,
    domainName: event.requestContext.domainName,
  }),

  toResult: (reply) => ({
    statusCode: reply.status,
    ...splitHeaders(reply),
    body: reply.body,
    isBase64Encoded: reply.isBase64Encoded,
  }),
};

/** API Gateway joins the two maps; a name is put in one of them only. */
function splitHeaders(reply: EncodedReply): Pick<ApiGatewayV1Result, 'headers' | 'multiValueHeaders'> {
  const single: [string, string][] = [];
  const lists: [string, string[]][] = [];
  for (const [name, values] of reply.headers) {
    const items = itemsOf(name, values);
    if (items.length === 1 && items[0] !== undefined) single.push([name, items[0]]);
    else if (items.length > 1) lists.push([name, [...items]]);
  }
  const headers = Object.fromEntries(single);
  return lists.length > 0 ? { headers, multiValueHeaders: Object.fromEntries(lists) } : { headers };
}

/**
 * A REST API leaves the stage out of the path; an HTTP API with payload format 1.0 does not, and says so twice. Both have
 * the base path of a custom domain in it.
 */
function mountsOf({ path, resource, pathParameters, requestContext }: ApiGatewayV1Event): string[] {
  const { stage, path: fullPath } = requestContext;
  const base = basePathOf(path, resource, pathParameters);
  return [...(stage && fullPath === path ? [`/${stage}`] : []), ...(base === undefined ? [] : [base])];
}
