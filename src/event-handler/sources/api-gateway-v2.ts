import { basePathOf } from './base-path.js';
import { type EventSource, singleHeaders } from './event-source.js';
import { eventShape, FIELDS, FLAG, hasShape, ifThere, LIST, orAbsent, TEXT } from './shape.js';

/**
 * An HTTP API's event (payload format 2.0), which a Lambda function URL sends too. `APIGatewayProxyEventV2` of
 * `@types/aws-lambda` is assignable to it.
 */
export interface ApiGatewayV2Event {
  /** The version of the event's form: `2.0`. */
  readonly version: string;
  /** The method and the template of the route, such as `GET /orders/{id}`; `$default` for the catch-all. */
  readonly routeKey: string;
  /** The path of the request, with the name of the stage unless that is `$default`. */
  readonly rawPath: string;
  /** The query as it was sent, without the question mark. Empty: there is none. */
  readonly rawQueryString: string;
  /** The cookies, `name=value` each. Absent: there are none. */
  readonly cookies?: string[] | undefined;
  /** The headers, names in lower case; several values have commas between them. */
  readonly headers: { readonly [name: string]: string | undefined };
  /** The query, decoded; several values have commas between them. Absent: there is none. */
  readonly queryStringParameters?: { readonly [name: string]: string | undefined } | undefined;
  /** The parameters of the route, by name. Absent: there are none. */
  readonly pathParameters?: { readonly [name: string]: string | undefined } | undefined;
  /** The variables of the stage. Absent: there are none. */
  readonly stageVariables?: { readonly [name: string]: string | undefined } | undefined;
  /** What API Gateway knows of the request: its id, the API, the stage, the method, who sent it. */
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    readonly time: string;
    readonly timeEpoch: number;
    readonly authorizer?: unknown;
    readonly authentication?: unknown;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
  };
  /** The body: text, or base64 of its bytes. Absent: there is none. */
  readonly body?: string | undefined;
  /** Whether `body` is base64. */
  readonly isBase64Encoded: boolean;
}

/** Assignable to `APIGatewayProxyStructuredResultV2` of `@types/aws-lambda`. */
export interface ApiGatewayV2Result {
  /** The HTTP status, such as 200. */
  statusCode: number;
  /** The headers; several values have commas between them. */
  headers: Record<string, string>;
  /** The body: text, or base64 of its bytes. */
  body: string;
  /** Whether `body` is base64. */
  isBase64Encoded: boolean;
  /** Values of `Set-Cookie`, such as `theme=dark; Secure`. */
  cookies?: string[];
}

const KINDS = {
  routeKey: TEXT,
  rawPath: TEXT,
  rawQueryString: TEXT,
  headers: FIELDS,
  requestContext: FIELDS,
  isBase64Encoded: FLAG,
  body: orAbsent(TEXT),
  pathParameters: orAbsent(FIELDS),
  queryStringParameters: orAbsent(FIELDS),
  stageVariables: orAbsent(FIELDS),
  cookies: orAbsent(LIST),
  version: { wanted: '"2.0"', accepts: (value: unknown) => value === '2.0' },
};
const SHAPE = eventShape(KINDS);

/** Whether an event is a whole one of an HTTP API with payload format 2.0, or of a function URL. */
export function isAPIGatewayProxyEventV2(event: unknown): event is ApiGatewayV2Event {
  return hasShape(event, SHAPE);
}

export const apiGatewayV2: EventSource<ApiGatewayV2Event, ApiGatewayV2Result> = {
  responseType: 'ApiGatewayV2',
  name: 'an HTTP API or a function URL',
  shape: eventShape({
    ...KINDS,
    'requestContext.http.method': TEXT,
    routeKey: ifThere(TEXT),
    rawQueryString: ifThere(TEXT),
    headers: ifThere(FIELDS),
    isBase64Encoded: ifThere(FLAG),
    body: ifThere(TEXT),
    pathParameters: ifThere(FIELDS),
    queryStringParameters: ifThere(FIELDS),
    stageVariables: ifThere(FIELDS),
    cookies: ifThere(LIST),
  }),
  resembles: (event) => 'rawPath' in event || 'routeKey' in event,

  toRequest: (event) => ({
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    mounts: () => mountsOf(event),
    headers: event.headers ?? {},
    multiValueHeaders: undefined,
    cookies: event.cookies,
    queryString: () => event.rawQueryString ?? '',
    body: event.body ?? undefined,
    isBase64Encoded: event.isBase64Encoded === true,
    domainName: event.requestContext.domainName,
  }),

  toResult: (reply) => {
    const result: ApiGatewayV2Result = {
      statusCode: reply.status,
      headers: singleHeaders(reply.headers),
      body: reply.body,
      isBase64Encoded: reply.isBase64Encoded,
    };
    const cookies = reply.headers.get('set-cookie');
    if (cookies) result.cookies = cookies;
    return result;
  },
};

/** Named stages are part of an HTTP API's path, unlike `$default`; the base path of a custom domain is too. */
function mountsOf({ rawPath, routeKey, pathParameters, requestContext: { stage } }: ApiGatewayV2Event): string[] {
  // `GET /orders/{id}`; `$default` tells nothing.
  const base = basePathOf(rawPath, routeKey?.slice(routeKey.indexOf('/')), pathParameters);
  return [...(stage && stage !== '$default' ? [`/${stage}`] : []), ...(base === undefined ? [] : [base])];
}
