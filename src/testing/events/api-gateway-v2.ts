import { type HttpRequestOptions, httpRequest, pickValues } from './http-request.js';

/** An event of an API Gateway HTTP API or a function URL, payload format 2.0. */
export interface ApiGatewayV2TestEvent {
  /** The version of the event's form: `2.0`. */
  version: string;
  /** The method and the template of the route, such as `GET /orders/{id}`. */
  routeKey: string;
  /** The path of the request, such as `/orders/7`. */
  rawPath: string;
  /** The query as a client sends it, without the question mark. Empty: there is none. */
  rawQueryString: string;
  /** The cookies, `name=value` each. Absent: there are none. */
  cookies?: string[];
  /** The headers, names in lower case; several values have commas between them. */
  headers: Record<string, string>;
  /** The query, decoded; several values have commas between them. Absent: there is none. */
  queryStringParameters?: Record<string, string>;
  /** The parameters of the route, by name. Absent: there are none. */
  pathParameters?: Record<string, string>;
  /** The body as text. Absent: there is none. */
  body?: string;
  /** Always false: the body is text. */
  isBase64Encoded: boolean;
  /** What API Gateway knows of the request: a new id for each, the stage `$default`, the sender. */
  requestContext: {
    accountId: string;
    apiId: string;
    domainName: string;
    domainPrefix: string;
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
    requestId: string;
    routeKey: string;
    stage: string;
    time: string;
    timeEpoch: number;
  };
}

/**
 * The event of a request to an API Gateway HTTP API.
 *
 * @example
 * apiGatewayV2Event({ method: 'POST', path: '/orders', body: { item: 'book' } });
 */
export function apiGatewayV2Event(options: HttpRequestOptions = {}): ApiGatewayV2TestEvent {
  const { method, path, route, pathParameters, query, headers, body } = httpRequest(options);
  const { cookie: cookies, ...others } = headers;
  const queryStringParameters = pickValues(query, (all) => all.join(','));
  const pairs = Object.entries(query).flatMap(([name, all]) => all.map((value): [string, string] => [name, value]));
  const routeKey = `${method} ${route}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(pairs).toString(),
    ...(cookies && { cookies: cookies.flatMap((cookie) => cookie.split(/;\s*/)) }),
    headers: pickValues(others, (all) => all.join(',')) ?? {},
    ...(queryStringParameters && { queryStringParameters }),
    ...(pathParameters && { pathParameters }),
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: headers['user-agent']?.[0] ?? 'test',
      },
      requestId: crypto.randomUUID(),
      routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
    },
  };
}
